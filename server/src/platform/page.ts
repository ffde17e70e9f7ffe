import { readFileSync } from 'node:fs'

import { markup, Html } from './html.ts'
import { BRAND, SPRITE } from './page-marks.ts'

/** One of our own stylesheets, on one line: the file is laid out for us, the page for readers. */
export const readStyle = (file: URL): string =>
  readFileSync(file, 'utf8')
    .trim()
    .replaceAll(/\s*\n\s*/gu, ' ')
const CSS = readStyle(new URL('page.css', import.meta.url))
// Not data from anyone: our own stylesheet, which must not be escaped to work.
const styleOf = (more: string): Html => new Html(`<style>${CSS}${more}</style>`)
const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 26 26%22 fill=%22%23045d75%22%3E%3Cpath d=%22M13 2a11 11 0 0 1 0 22z%22/%3E%3Cpath d=%22M13 2a11 11 0 0 0 0 22M13 0v26%22 fill=%22none%22 stroke=%22%23045d75%22 stroke-width=%222%22/%3E%3C/svg%3E'

export interface Page {
  readonly title: string
  /** Beside the house name: whose reports these are. */
  readonly of: Html | string
  readonly links?: Html
  readonly main: Html
  readonly foot?: Html
  /** What this page adds to the shared stylesheet; from `readStyle`, never from data. */
  readonly style?: string
}

/** A public page, whole and self-contained: no script, no request to anywhere, the same in ten years as a saved file. */
export function writePage({ title, of, links, main, foot, style = '' }: Page): string {
  return markup`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Concordat</title>
<link rel="icon" href="${new Html(ICON)}">
${styleOf(style)}
</head>
<body>
${SPRITE}
<a class="skip" href="#main">Skip to content</a>
<header class="public"><div class="public-in"><span class="brand">${BRAND}<span>Concordat</span></span><span class="board-name">${of}</span>${links ?? null}</div></header>
<main id="main" class="page">
${main}
</main>
<footer class="foot">${foot ?? markup`<p>Published with Concordat.</p>`}</footer>
</body>
</html>
`.source
}
