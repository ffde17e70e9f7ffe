import { sha256Hex } from '../hash.ts'
import type { Block } from './blocks.ts'

/** Version of the rules below, kept beside every digest. A change of rules is a new number, never an edit (spec section 5, trap 2). */
export const CANONICAL_TEXT_VERSION = 1

/**
 * The one written form of a text, in which it is hashed, signed, stored and compared (spec 4.3).
 *
 * Two texts with the same canonical form read the same: headings, list structure, numbering, words, dashes and quotation
 * marks all count; composed and decomposed letters, kinds of blank, runs of blanks, line breaks inside a paragraph and
 * invisible marks (soft hyphen, zero-width space, byte-order mark) do not. Direction marks and joiners stay, because
 * they change what is seen.
 *
 * Form: blocks separated by one empty line. `# ` to `### ` open a heading, `- ` and `1. ` a list item, and an item's further
 * blocks are indented by two blanks. Where a paragraph begins with one of these marks, a backslash goes before it.
 * `parseText(canonicalText(b))` gives back `b` up to those rules, and `canonicalText` is idempotent.
 */
export function canonicalText(blocks: readonly Block[]): string {
  return writeBlocks(blocks).join('\n\n')
}

/** Reads text as typed, pasted or stored into blocks. Total: every string is some text. */
export function parseText(text: string): Block[] {
  return readBlocks(foldCharacters(text).split(/\r\n|[\n\r\u2028\u2029]/u))
}

/** Canonical form of a text given as a string. */
export function canonicalise(text: string): string {
  return canonicalText(parseText(text))
}

/** SHA-256 of the UTF-8 bytes of the canonical form, lower-case hex: anyone can check it with `sha256sum`. */
export function textHash(canonical: string): string {
  return sha256Hex(canonical)
}

const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF]/gu
const BLANKS = /[\t\v\f\u0020\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/gu
const CONTROLS = /[\u0000-\u0008\u000E-\u001F\u007F]/gu

/** Letter by letter folding; keeps line breaks. Order matters: NFC after the invisible marks are gone, or they keep letters apart. */
function foldCharacters(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(CONTROLS, '')
    .replace(/\u2011/gu, '\u2010')
    .replace(BLANKS, ' ')
    .normalize('NFC')
}

/** One line of running text: folded, single blanks, trimmed. */
export function foldLine(text: string): string {
  return foldCharacters(text)
    .replace(/[\r\n\u2028\u2029\u0085]/gu, ' ')
    .replace(/ {2,}/gu, ' ')
    .trim()
}

const MARK = /^(?:#{1,3} |- |\d+\. |\\)/u
/** What a lone mark looks like once blanks are trimmed: it must not turn into an empty heading or item. */
const BARE_MARK = /^(?:#{1,3}|-|\d+\.)$/u

const escapeMark = (line: string): string => (MARK.test(line) || BARE_MARK.test(line) ? `\\${line}` : line)

function writeBlocks(blocks: readonly Block[]): string[] {
  const written: string[] = []
  let previousList: boolean | undefined
  for (const block of blocks) {
    if (block.type === 'list') {
      const items = block.items.map((item) => writeBlocks(item)).filter((item) => item.length > 0)
      if (items.length === 0) continue
      const text = items
        .map((item, index) => {
          const mark = block.ordered ? `${index + 1}. ` : '- '
          const body = item.join('\n\n')
          return mark + body.replace(/\n(?!\n|$)/gu, '\n  ')
        })
        .join('\n')
      // Two lists of one kind in a row would be read as one list, and they read as one on the page as well.
      if (previousList === block.ordered) {
        const before = written.pop() ?? ''
        written.push(block.ordered ? renumber(before, text) : `${before}\n${text}`)
      } else {
        written.push(text)
      }
      previousList = block.ordered
      continue
    }
    const line = foldLine(block.text)
    if (line === '') continue
    previousList = undefined
    written.push(block.type === 'heading' ? `${'#'.repeat(block.level)} ${line}` : escapeMark(line))
  }
  return written
}

function renumber(before: string, after: string): string {
  const start = [...before.matchAll(/^\d+\. /gmu)].length
  let n = start
  return `${before}\n${after.replace(/^\d+\. /gmu, () => `${(n += 1)}. `)}`
}

const ITEM = /^(?:(-)|(\d+)\.) (.*)$/u
const HEADING = /^(#{1,3}) (.*)$/u

function readBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  let paragraph: string[] = []
  const closeParagraph = (): void => {
    const text = foldLine(paragraph.join(' '))
    paragraph = []
    if (text !== '') blocks.push({ type: 'paragraph', text: unescapeMark(text) })
  }

  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trimEnd()
    const trimmed = line.trimStart()
    if (trimmed === '') {
      closeParagraph()
      continue
    }
    const heading = HEADING.exec(trimmed)
    if (heading) {
      closeParagraph()
      const text = foldLine(heading[2] ?? '')
      if (text !== '') blocks.push({ type: 'heading', level: headingLevel(heading[1] ?? '#'), text })
      continue
    }
    const item = ITEM.exec(trimmed)
    if (item) {
      closeParagraph()
      const indent = line.length - trimmed.length
      const body = [item[3] ?? '']
      // An item owns every following line that is indented deeper than its mark, and blank lines between such lines.
      while (at + 1 < lines.length && belongsTo(lines, at + 1, indent)) {
        at += 1
        body.push((lines[at] ?? '').slice(Math.min(indent + 2, leading(lines[at] ?? ''))))
      }
      pushItem(blocks, item[1] === undefined, readBlocks(body))
      continue
    }
    paragraph.push(trimmed)
  }
  closeParagraph()
  return blocks
}

const leading = (line: string): number => line.length - line.trimStart().length

function belongsTo(lines: readonly string[], at: number, indent: number): boolean {
  for (let next = at; next < lines.length; next += 1) {
    const line = lines[next] ?? ''
    if (line.trim() === '') continue
    return leading(line) > indent
  }
  return false
}

function pushItem(blocks: Block[], ordered: boolean, body: Block[]): void {
  if (body.length === 0) return
  const last = blocks.at(-1)
  if (last?.type === 'list' && last.ordered === ordered) {
    blocks[blocks.length - 1] = { ...last, items: [...last.items, body] }
    return
  }
  blocks.push({ type: 'list', ordered, items: [body] })
}

const headingLevel = (marks: string): 1 | 2 | 3 => (marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3)

const unescapeMark = (line: string): string => (line.startsWith('\\') ? line.slice(1) : line)
