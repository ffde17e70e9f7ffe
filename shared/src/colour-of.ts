const COLOURS = 6

/** The person's colour, 1 to 6, the same on every screen and every day (FNV-1a over the id). */
export function colourOf(person: string): number {
  let hash = 0x811c9dc5
  for (const character of person) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return ((hash >>> 0) % COLOURS) + 1
}
