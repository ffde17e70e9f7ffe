/** When a line that was closed is taken up again: as the server asks, else sooner at first and later the longer it fails. Never all at once. */

const FIRST_MS = 400
const MOST_MS = 8_000
/** Whoever was too much for the server does not come back at once. */
const TOO_MUCH = 4429
const TOO_MUCH_MS = 5_000
/** A hint beyond this is a mistake: nobody is kept waiting for it. */
const HINT_MOST_MS = 60_000
const HINT = /come back in (\d+) ms/u

export interface Closing {
  readonly code: number
  readonly reason: string
}

/** The server's own words on when to come back, in ms; undefined when it said nothing of that. */
export function hintIn({ reason }: Closing): number | undefined {
  const [, ms] = HINT.exec(reason) ?? []
  return ms === undefined ? undefined : Math.min(Number(ms), HINT_MOST_MS)
}

/** How long to wait, in ms. `attempts`: how many lines have failed since one stood. `chance` is 0 to 1, a new one each time. */
export function waitAfter(closing: Closing, attempts: number, chance: number): number {
  const hint = hintIn(closing)
  // The server has spread people out already; a little more keeps those apart whom it told the same.
  if (hint !== undefined) return Math.round(hint + chance * Math.max(200, hint / 5))
  const first = closing.code === TOO_MUCH ? TOO_MUCH_MS : FIRST_MS
  const most = Math.min(Math.max(MOST_MS, first), first * 2 ** Math.max(0, attempts - 1))
  return Math.round(most / 2 + (chance * most) / 2)
}

/** One person has the draft open in more windows than are served. */
export const isCrowded = ({ code, reason }: Closing): boolean =>
  code === TOO_MUCH && reason.includes('open connections')
