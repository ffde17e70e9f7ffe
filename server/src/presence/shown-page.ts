/**
 * The page of a board as others on it are shown it. Which decision somebody reads is never told: it may be an exempt one, and a place that
 * only sometimes has no number gives that away (invariant 20).
 */
export const shownPage = (page: string): string =>
  page.replace(/(^|.*?[^a-z0-9-])(decisions?)(?![a-z0-9-]).*$/isu, '$1$2')
