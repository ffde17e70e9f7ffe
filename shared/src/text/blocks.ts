/**
 * The text that people draft, issue, sign and adopt: headings, paragraphs and lists, nothing else.
 * Fonts, colours and emphasis carry no meaning here (spec 4.3), so a block holds plain text only.
 */
export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
