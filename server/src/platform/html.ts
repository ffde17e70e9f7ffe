/** A piece of HTML whose text has been escaped. Made by `markup` and by nothing else. */
export class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

type Part = Html | string | number | null | false | readonly Part[]

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The one escape, right for element content and for quoted attributes. */
export const escapeText = (text: string): string => text.replace(/[&<>"']/gu, (character) => ESCAPES[character] ?? '')

/** Template tag: what is put in is escaped unless it is `Html` already; null and false leave nothing. Attributes must be quoted. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((made, text, at) => `${made}${markupOf(parts[at - 1] ?? null)}${text}`))
}

function markupOf(part: Part): string {
  if (part === null || part === false) return ''
  if (part instanceof Html) return part.source
  if (typeof part === 'object') return part.map((piece) => markupOf(piece)).join('')
  return escapeText(String(part))
}
