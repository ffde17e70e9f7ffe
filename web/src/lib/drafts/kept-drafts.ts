const PREFIX = 'concordat-draft'

/** Name of this device's copy of a draft: another person, or another line of work on the document, never meets it. */
export const keptName = (person: string, document: string, epoch: number): string =>
  `${PREFIX}:${person}:${document}:${epoch}`

/**
 * Takes the draft copies off this device, for signing out on a computer that others use (reliability rule 24); all but `kept`, which are
 * copies with text that nobody else has.
 */
export async function forgetKeptDrafts(kept: ReadonlySet<string> = new Set()): Promise<void> {
  // Firefox before 126 cannot list its databases; the copies there are named by person and stay unreadable to others' sessions.
  if (typeof indexedDB === 'undefined' || !('databases' in indexedDB)) return
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith(`${PREFIX}:`) && !kept.has(name)) indexedDB.deleteDatabase(name)
  }
}
