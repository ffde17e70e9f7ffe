const PREFIX = 'concordat-draft'

/** Name of this device's copy of a draft: another person, or another line of work on the document, never meets it. */
export const keptName = (person: string, document: string, epoch: number): string =>
  `${PREFIX}:${person}:${document}:${epoch}`

/** Takes every draft copy off this device, for signing out on a computer that others use (reliability rule 24). */
export async function forgetKeptDrafts(): Promise<void> {
  // Firefox before 126 cannot list its databases; the copies there are named by person and stay unreadable to others' sessions.
  if (typeof indexedDB === 'undefined' || !('databases' in indexedDB)) return
  for (const { name } of await indexedDB.databases()) {
    if (name?.startsWith(`${PREFIX}:`)) indexedDB.deleteDatabase(name)
  }
}
