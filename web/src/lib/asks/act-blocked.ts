import type { Problem } from '@concordat/shared/errors'

import type { LineState } from '../live/board-live.svelte.ts'

/** Why an answer cannot be given now, or null. A formal act is refused on a stale, altered or offline screen (X2, D2). */
export function actBlocked(screen: {
  readonly hasMoved: boolean
  readonly isTrue: boolean
  readonly line: LineState
}): string | null {
  if (screen.hasMoved) return 'The wording has changed. Start again with the new text; nothing is recorded.'
  if (!screen.isTrue) return 'The words on this screen do not match their digest; nothing can be signed.'
  return offlineReason(screen.line)
}

/** Why nothing goes on the record while the line is gone; what is typed stays. */
export function offlineReason(line: LineState): string | null {
  return line === 'away'
    ? 'Not connected. What you wrote is kept here; it can go on the record once you are back.'
    : null
}

/**
 * A refused act as it is told. Without an answer from the server nobody knows whether it was recorded, so that is said;
 * the act carries one command id, and pressing again records it once at most (CE-1.10).
 */
export function actRefused(
  problem: Problem,
  notDone: string,
): { readonly problem: Problem; readonly notDone?: string; readonly advice?: string } {
  if (problem.kind !== 'unavailable') return { problem, notDone }
  return {
    problem: {
      ...problem,
      title: 'The server did not answer',
      detail: 'We cannot tell whether this has reached the record.',
    },
    advice: 'Press again when you are connected: it is recorded once, however often you press. What you wrote is kept.',
  }
}
