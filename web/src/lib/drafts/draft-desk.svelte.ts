import type { Problem } from '@concordat/shared/errors'
import type { DocumentLink, DraftView } from '@concordat/shared/http'

import type { DocumentSession } from './document-session.svelte.ts'
import type { Other, RowsDraft, Writer } from './rows-draft.ts'
import type { SaveShown } from './save-state.ts'

const RETRY_MS = 5_000
const NOBODY: readonly Other[] = []

/**
 * A draft as a page has it: first as last projected, from HTTP; live once the line stands; to be edited when asked for.
 * Reading is where every page begins, editing is a deliberate step (BM-2.1).
 */
export class DraftDesk {
  /** Undefined until the line to the draft has been opened. */
  session = $state.raw<DocumentSession>()
  isEditing = $state(false)
  /** Why the draft could not be opened live; the page goes on showing it as last projected. */
  problem = $state.raw<Problem>()

  #retry: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  /** Opens the line after the first view stands; the libraries behind it are loaded only now. */
  open(document: DocumentLink, writer: Writer): () => void {
    this.#isClosed = false
    const whenIdle =
      typeof requestIdleCallback === 'function' ? requestIdleCallback : (go: () => void) => setTimeout(go, 200)
    whenIdle(() => void this.#open(document, writer))
    return () => this.close()
  }

  /** Lets go of the draft and opens it afresh, after a close that cannot be mended. */
  async openAgain(): Promise<void> {
    const { session } = this
    if (!session) return
    await session.forgetCopy()
    this.session = undefined
    session.destroy()
    await this.#open(session.document, session.writer)
  }

  close(): void {
    this.#isClosed = true
    this.isEditing = false
    clearTimeout(this.#retry)
    this.session?.destroy()
    this.session = undefined
  }

  edit(): void {
    this.isEditing = true
  }

  read(): void {
    this.isEditing = false
    this.session?.stand(null)
  }

  /** The session once it holds the whole draft; undefined before. */
  get live(): DocumentSession | undefined {
    return this.session?.isReady ? this.session : undefined
  }

  /** True when editing was asked for and can begin. */
  get mayType(): boolean {
    const live = this.live
    return (
      this.isEditing &&
      live !== undefined &&
      live.mayWrite &&
      live.isKnownSchema &&
      live.shown.state !== 'closed' &&
      live.condition?.hold !== 'damaged'
    )
  }

  /** Canonical text of a root: live when it can be, else as projected. */
  text(root: string, projected: DraftView | null): string {
    return this.live?.content.texts[root] ?? projected?.texts[root] ?? ''
  }

  rows(root: string, projected: DraftView | null): readonly { readonly [cell: string]: string }[] {
    return this.live?.content.rows[root] ?? projected?.rows[root] ?? []
  }

  /** The door to edit rows through, while editing. */
  editor(root: string): RowsDraft | null {
    return this.mayType ? (this.session?.rows(root) ?? null) : null
  }

  get shown(): SaveShown {
    return this.session?.shown ?? { state: 'connecting' }
  }

  /** Other people in the draft; not this person's other windows. */
  get others(): readonly Other[] {
    const { session } = this
    return session?.others.filter(({ person }) => person !== session.writer.person) ?? NOBODY
  }

  async #open(document: DocumentLink, writer: Writer): Promise<void> {
    if (this.#isClosed) return
    const { DocumentSession } = await import('./document-session.svelte.ts')
    const answer = await DocumentSession.open(document, writer)
    if (this.#isClosed) {
      if (answer.ok) answer.value.destroy()
      return
    }
    if (answer.ok) {
      this.session = answer.value
      this.problem = undefined
      return
    }
    this.problem = answer.problem
    const mayComeBack =
      answer.problem.kind === 'unavailable' ||
      answer.problem.kind === 'internal' ||
      answer.problem.kind === 'rate-limited'
    if (mayComeBack) this.#retry = setTimeout(() => void this.#open(document, writer), RETRY_MS)
  }
}
