import type { DocumentKind } from '@concordat/shared/documents/schema'

/** A draft in which something was typed that the server has not said it has. Its text is in this device's copy of the draft. */
export interface Unsent {
  readonly person: string
  readonly document: string
  readonly epoch: number
  /** Of the window it was typed in. */
  readonly client: number
  readonly kind: DocumentKind
  readonly title: string
  /** How many changes, as far as that window counted. */
  readonly changes: number
}

const PREFIX = 'concordat-unsent:'

const keyOf = ({ person, document, epoch, client }: Omit<Unsent, 'kind' | 'title' | 'changes'>): string =>
  `${PREFIX}${person}:${document}:${epoch}:${client}`

/** Storage that is switched off or full: the text is in its copy all the same, only nobody is asked about it. */
const quietly = (deed: () => void): void => {
  try {
    deed()
  } catch {
    // Nothing to do here that would help.
  }
}

/** Notes it, or that it was sent. Read by whoever signs out (X4). */
export const noteUnsent = (unsent: Unsent): void =>
  quietly(() => localStorage.setItem(keyOf(unsent), JSON.stringify(unsent)))
export const forgetUnsent = (unsent: Omit<Unsent, 'kind' | 'title' | 'changes'>): void =>
  quietly(() => localStorage.removeItem(keyOf(unsent)))

/** What has been left unsent on this device, by whomever, in whichever window and on whichever day. */
export function allUnsent(): readonly Unsent[] {
  const found: Unsent[] = []
  quietly(() => {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue
      const unsent = read(localStorage.getItem(key))
      if (unsent !== undefined) found.push(unsent)
    }
  })
  return found
}

function read(json: string | null): Unsent | undefined {
  try {
    const unsent = JSON.parse(json ?? '') as Partial<Unsent>
    const { person, document, kind, title } = unsent
    return [person, document, kind, title].every((text) => typeof text === 'string') ? (unsent as Unsent) : undefined
  } catch {
    // Somebody else's entry, or a broken one.
    return undefined
  }
}

/** One to a draft: several windows of it share one copy. */
export function draftsOf(unsent: readonly Unsent[]): readonly Unsent[] {
  const byCopy = new Map<string, Unsent>()
  for (const next of unsent) {
    const name = `${next.document}:${next.epoch}`
    byCopy.set(name, { ...next, changes: next.changes + (byCopy.get(name)?.changes ?? 0) })
  }
  return [...byCopy.values()]
}

type Copier = (unsent: readonly Unsent[]) => Promise<string>
let copier: Copier | undefined

/**
 * How a copy on this device is read as text. It takes the libraries of the drafts, which are here once a draft has been opened in this
 * window; whoever is cut off and signs out cannot wait for them.
 */
export const copyWith = (copy: Copier): void => void (copier = copy)
export const copierHere = (): Copier | undefined => copier
