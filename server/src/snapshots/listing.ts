import type { PublishedListing } from '@concordat/db/read/snapshots'
import { formatInstant } from '@concordat/shared/dates'

import { markup } from '../platform/html.ts'
import { SEAL } from './marks.ts'
import { writePage } from '../platform/page.ts'

/** The page that lists what a board has published, newest first. `reports` is not empty. */
export function renderListing(boardTitle: string, slug: string, reports: readonly PublishedListing[]): string {
  return writePage({
    title: `Published reports: ${boardTitle}`,
    of: boardTitle,
    main: markup`<div class="narrow"><h1>Published reports</h1>
<p class="lead">${boardTitle}. Each report is fixed at a moment and sealed with a digest that anyone can check.</p>
<ul class="reports">
${[...reports].reverse().map(
  ({
    number,
    title,
    publishedAt,
    contentHash,
  }) => markup`<li class="record"><div class="zone"><b>${SEAL}Report ${number}</b><span class="push">Published ${formatInstant(publishedAt)}</span></div>
<h2><a href="/public/${slug}/snapshots/${number}">${title}</a></h2>
<p class="digest">Digest ${contentHash}</p></li>
`,
)}</ul></div>`,
  })
}

/** What a reader gets at an address where nothing is published. Says the same whether there is such a board or not. */
export function renderNothingHere(): string {
  return writePage({
    title: 'Nothing is published here',
    of: 'Published reports',
    main: markup`<div class="narrow"><h1>Nothing is published here</h1>
<p class="reading">There is no published report at this address. Check that the address is complete. If it came from a paper or a letter, ask the office that sent it.</p>
<p class="reading quiet">Reports that have been published stay at their address.</p></div>`,
  })
}
