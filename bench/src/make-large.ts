import { writeFileSync } from 'node:fs'

import * as Y from 'yjs'

// node make-large.ts <edits> <state file> <history file>: a terms document as many people have typed it, with the whole history.

const [edits = '200000', stateFile = '', historyFile = ''] = process.argv.slice(2)

const AUTHORS = 40
const PARAGRAPHS = 400
/** Letters typed in one place before somebody moves on, two times in three one more: what makes 200,000 edits 1.29 MB. */
const RUN = 4
const LETTERS = 'the board notes the position and agrees the next steps '

/** The same document every time: a run is compared with other runs. */
let seed = 20_261_121
function random(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}

const doc = new Y.Doc()
const authors = Array.from({ length: AUTHORS }, () => 1_024 + random(2 ** 31))
const history: { readonly client: number; readonly update: Uint8Array }[] = []
doc.on('update', (update: Uint8Array) => history.push({ client: doc.clientID, update }))

doc.clientID = authors[0] ?? 1_024
const fragment = doc.getXmlFragment('text')
const texts = Array.from({ length: PARAGRAPHS }, () => new Y.XmlText())
doc.transact(() => {
  for (const text of texts) {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [text])
    fragment.push([paragraph])
  }
})
for (let edit = 0; edit < Number(edits);) {
  doc.clientID = authors[random(AUTHORS)] ?? 1_024
  const text = texts[random(PARAGRAPHS)]
  if (text === undefined) break
  let place = random(text.length + 1)
  const run = RUN + (random(3) === 0 ? 0 : 1)
  for (let letter = 0; letter < run && edit < Number(edits); letter += 1, edit += 1) {
    text.insert(place, LETTERS[edit % LETTERS.length] ?? 'x')
    place += 1
  }
}

writeFileSync(stateFile, Y.encodeStateAsUpdate(doc))
const lines = history.map(({ client, update }) => `${client} ${Buffer.from(update).toString('base64')}`)
writeFileSync(historyFile, lines.join('\n'))
console.log(JSON.stringify({ updates: history.length }))
