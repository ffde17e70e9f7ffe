import type { AskView } from '@concordat/shared/http'

/**
 * What leaving out authorities does to the answers given: `The answer of Bolton stands no longer in any total.` Names what is lost
 * before it is, and nothing where nobody who answered is left out.
 */
export function setAsideSaid(
  ask: AskView,
  authorities: readonly string[],
  titles: (ids: readonly string[]) => string,
): string {
  const out = ask.authorities.filter((id) => !authorities.includes(id))
  if (out.length === 0) return ''
  const answered = out.filter((id) => ask.signOffs.some(({ body, answer }) => body === id && answer !== null))
  return answered.length === 0
    ? `No longer asked: ${titles(out)}. None of them has answered.`
    : `No longer asked: ${titles(out)}. The answers of ${titles(answered)} stay on record and count no longer.`
}
