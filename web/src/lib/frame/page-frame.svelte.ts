import { createContext, type Snippet } from 'svelte'

import type { Crumb } from '#lib/ui/Breadcrumbs.svelte'

/** What the page tells the frame around it: where it is, and the state of saving where it edits a draft. */
export class PageFrame {
  crumbs = $state.raw<readonly Crumb[]>([])
  /** Shown in the status line instead of "Live, up to date". */
  status = $state.raw<Snippet | undefined>(undefined)
}

export const [usePageFrame, setPageFrame] = createContext<PageFrame>()
