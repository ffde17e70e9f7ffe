// What a page may weigh: the built client, gzipped, against the budgets of the first view, the live board and the styles.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { main, ROOT, Sentence } from './run.mjs'

const KB = 1000
const BOARD = '/boards/[board]'
const FIRST_VIEW_BYTES = 60 * KB
const LIVE_BYTES = 110 * KB
const STYLES_BYTES = 25 * KB

/** The rich-text editor's own words, which no minifier takes out. */
const EDITOR = /prosemirror|tiptap/i

const CLIENT = join(ROOT, 'web/build/client')
const SERVER_MANIFEST = join(ROOT, 'web/build/server/manifest.js')
const VITE_MANIFEST = join(ROOT, 'web/.svelte-kit/output/client/.vite/manifest.json')

await main(async () => {
  for (const needed of [SERVER_MANIFEST, VITE_MANIFEST]) {
    if (!existsSync(needed)) throw new Sentence(`There is no built web to weigh (${needed}). Run npm run build first.`)
  }
  const { manifest } = await import(pathToFileURL(SERVER_MANIFEST).href)
  const chunks = JSON.parse(readFileSync(VITE_MANIFEST, 'utf8'))
  const pages = await Promise.all(manifest.routes.filter(({ page }) => page).map((route) => pageOf(manifest, route)))
  const board = pages.find(({ path }) => path === BOARD)
  if (!board) throw new Sentence(`No route is ${BOARD}; the routes are ${pages.map(({ path }) => path).join(', ')}.`)

  const live = withLaterChunks(board.scripts, chunks, manifest.client)
  const measured = [
    { what: `first view of ${BOARD}, scripts`, files: board.scripts, budget: FIRST_VIEW_BYTES },
    { what: `live ${BOARD}, scripts`, files: live, budget: LIVE_BYTES },
    ...pages.map(({ path, styles }) => ({ what: `${path}, styles`, files: styles, budget: STYLES_BYTES })),
  ].map((line) => ({ ...line, bytes: weightOf(line.files) }))
  for (const { what, files, bytes, budget } of measured) {
    const isOver = bytes > budget
    console.log(`${(isOver ? 'OVER' : 'ok').padEnd(6)}${kb(bytes).padStart(9)} of ${kb(budget).padStart(9)}  ${what}`)
    if (isOver) printHeaviest(files, chunks)
  }
  const withEditor = board.scripts.filter((file) => EDITOR.test(textOf(file)))
  for (const file of withEditor) console.log(`OVER  the first view of ${BOARD} loads the rich-text editor: ${file}`)

  if (withEditor.length > 0 || measured.some(({ bytes, budget }) => bytes > budget)) process.exitCode = 1
})

/** A page's address as people see it, with everything it needs before it is whole: what SvelteKit itself preloads. */
async function pageOf({ client, nodes }, { id, page }) {
  const used = [...page.layouts, page.leaf].filter((index) => index !== undefined)
  const loaded = await Promise.all(used.map((index) => nodes[index]()))
  return {
    path: id.replaceAll(/\/\([^)]+\)/g, '') || '/',
    scripts: unique([...client.imports, ...loaded.flatMap((node) => node.imports)]),
    styles: unique([...client.stylesheets, ...loaded.flatMap((node) => node.stylesheets)]),
  }
}

/**
 * The first view and what it goes on to load by itself: every later import within reach, but not the other pages, which
 * the router loads, and not the editor, which waits for somebody to start writing.
 */
function withLaterChunks(files, chunks, { start, app }) {
  const byFile = new Map(Object.values(chunks).map((chunk) => [chunk.file, chunk]))
  const closureOf = (key, seen = new Set()) => {
    if (seen.has(key)) return seen
    seen.add(key)
    for (const imported of chunks[key].imports ?? []) closureOf(imported, seen)
    return seen
  }
  const reached = new Set(files)
  for (const file of reached) {
    if (file === start || file === app) continue
    for (const later of byFile.get(file)?.dynamicImports ?? []) {
      const loaded = [...closureOf(later)].map((key) => chunks[key].file)
      if (!loaded.some((each) => EDITOR.test(textOf(each)))) loaded.forEach((each) => reached.add(each))
    }
  }
  return [...reached]
}

/** Where the weight is, by the names the bundler gave. */
function printHeaviest(files, chunks) {
  const nameOf = (file) => Object.entries(chunks).find(([, chunk]) => chunk.file === file)?.[1].name ?? ''
  const heaviest = files.map((file) => ({ file, bytes: weightOf([file]) })).sort((a, b) => b.bytes - a.bytes)
  for (const { file, bytes } of heaviest.slice(0, 8)) console.log(`${kb(bytes).padStart(15)}  ${file} ${nameOf(file)}`)
}

function unique(list) {
  return [...new Set(list)]
}

function textOf(file) {
  return readFileSync(join(CLIENT, file), 'utf8')
}

function weightOf(files) {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(CLIENT, file)), { level: 9 }).length, 0)
}

function kb(bytes) {
  return `${(bytes / KB).toFixed(1)} kB`
}
