import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'

import { addRow, cellYText, editText, moveRow, removeRow, setCell } from '@concordat/shared/documents/rows'
import { createDoc, seedUpdate } from '@concordat/shared/documents/doc'
import { writeRichText } from '@concordat/shared/documents/rich-text'

import { gate, type Verdict } from './gate.ts'
import { Author, paragraph } from './test/author.ts'

const AMARA = 5_000
const BEN = 6_000

const serverDoc = (): Y.Doc => {
  const doc = createDoc('workstream')
  Y.applyUpdate(
    doc,
    seedUpdate('workstream', (seed) => {
      writeRichText(seed.getXmlFragment('narrative'), '# Aims\n\nShorter waits.\n\n- One\n- Two')
      addRow(seed, 'workstream', 'plan', { id: 'm-0', values: { title: 'Site chosen' } })
      addRow(seed, 'workstream', 'plan', { id: 'm-1', values: { title: 'Hub opens', owner: 'ce-wigan' } })
    }),
  )
  return doc
}

const judge = (
  doc: Y.Doc,
  update: Uint8Array,
  clients: ReadonlySet<number> = new Set([AMARA]),
  roots?: ReadonlySet<string>,
): Verdict => gate(doc, 'workstream', update, { clients, ...(roots && { roots }) })

const code = (verdict: Verdict): number | string => (verdict.type === 'refused' ? verdict.code : verdict.type)

const narrative = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('narrative')

describe('what people do passes', () => {
  const deeds: { readonly [what: string]: (doc: Y.Doc) => void } = {
    'typing in a paragraph': (doc) =>
      (narrative(doc).get(1) as Y.XmlElement).get(0) instanceof Y.XmlText &&
      ((narrative(doc).get(1) as Y.XmlElement).get(0) as Y.XmlText).insert(3, 'er and 👍 '),
    'a new heading': (doc) => writeRichText(narrative(doc), '## Next'),
    'a list in a list': (doc) => writeRichText(narrative(doc), '- Outer\n  - Inner'),
    'bold and back': (doc) => {
      const text = (narrative(doc).get(1) as Y.XmlElement).get(0) as Y.XmlText
      text.format(0, 4, { bold: {} })
      text.format(0, 2, { bold: null })
    },
    'another heading level': (doc) =>
      (narrative(doc).get(0) as Y.XmlElement<{ level: number }>).setAttribute('level', 2),
    'a deleted paragraph': (doc) => narrative(doc).delete(1, 1),
    'a line break': (doc) => (narrative(doc).get(1) as Y.XmlElement).push([new Y.XmlElement('hardBreak')]),
    'a new row': (doc) => addRow(doc, 'workstream', 'plan', { id: 'm-2', values: { title: 'Contract let' } }),
    'a moved row': (doc) => moveRow(doc, 'workstream', 'plan', 'm-1', null),
    'a removed row': (doc) => removeRow(doc, 'plan', 'm-1'),
    'an owner twice over': (doc) => {
      setCell(doc, 'plan', 'm-1', 'owner', 'ce-bury')
      setCell(doc, 'plan', 'm-1', 'owner', 'ce-bolton')
    },
    'words in a cell': (doc) => {
      const title = cellYText(doc, 'plan', 'm-1', 'title')
      if (title) editText(title, 'Second hub opens')
    },
    'a row made and removed at once': (doc) => {
      addRow(doc, 'workstream', 'aims', { id: 'a-1', values: { text: 'gone' } })
      removeRow(doc, 'aims', 'a-1')
    },
  }
  test.each(Object.entries(deeds))('[RB2] %s is accepted and can be applied', (_what, deed) => {
    const doc = serverDoc()
    const amara = new Author('workstream', AMARA, doc)
    const verdict = judge(doc, amara.edit(deed))

    expect(code(verdict)).toBe('accepted')
    if (verdict.type === 'accepted') Y.applyUpdate(doc, verdict.update)
    expect(doc.store.pendingStructs).toBeNull()
    expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(amara.doc))
  })

  test('[RB3] offline work returns under the older client id of the same person', () => {
    const doc = serverDoc()
    const old = new Author('workstream', AMARA, doc)
    const update = old.edit((copy) => narrative(copy).push([paragraph('written on the train')]))

    expect(code(judge(doc, update, new Set([AMARA, AMARA + 1])))).toBe('accepted')
  })

  test('[RB2] two client ids of one person that build on each other are accepted in one update', () => {
    const doc = serverDoc()
    const first = new Author('workstream', AMARA, doc)
    first.edit((copy) => narrative(copy).push([paragraph('one')]))
    const second = new Author('workstream', AMARA - 1, first.doc)
    second.edit((copy) => narrative(copy).push([paragraph('two')]))

    const update = Y.encodeStateAsUpdate(second.doc, Y.encodeStateVector(doc))
    expect(judge(doc, update, new Set([AMARA, AMARA - 1]))).toMatchObject({
      type: 'accepted',
      clients: [AMARA, AMARA - 1],
    })
  })

  test('[RB2] an edit inside what somebody else has removed meanwhile is accepted and harms nothing', () => {
    const doc = serverDoc()
    const amara = new Author('workstream', AMARA, doc)
    const update = amara.edit((copy) =>
      ((narrative(copy).get(1) as Y.XmlElement).get(0) as Y.XmlText).insert(2, 'late'),
    )
    narrative(doc).delete(0, narrative(doc).length)

    const verdict = judge(doc, update)
    expect(code(verdict)).toBe('accepted')
    if (verdict.type === 'accepted') Y.applyUpdate(doc, verdict.update)
    expect(narrative(doc).length).toBe(0)
  })
})

describe('duplicates', () => {
  test('[F16] an update that the document has is known, whoever sends it', () => {
    const doc = serverDoc()
    const amara = new Author('workstream', AMARA, doc)
    const update = amara.edit((copy) => narrative(copy).push([paragraph('once')]))
    Y.applyUpdate(doc, update)

    expect(judge(doc, update)).toEqual({ type: 'known' })
    expect(judge(doc, update, new Set([BEN]))).toEqual({ type: 'known' })
    expect(judge(doc, Y.encodeStateAsUpdate(doc), new Set())).toEqual({ type: 'known' })
  })

  test('[F16] of an update that is partly there only the rest is taken', () => {
    const doc = serverDoc()
    const amara = new Author('workstream', AMARA, doc)
    Y.applyUpdate(
      doc,
      amara.edit((copy) => narrative(copy).push([paragraph('abc')])),
    )
    const text = (narrative(amara.doc).get(3) as Y.XmlElement).get(0) as Y.XmlText
    amara.edit(() => text.insert(3, 'def'))

    const verdict = judge(doc, Y.encodeStateAsUpdate(amara.doc))
    expect(code(verdict)).toBe('accepted')
    if (verdict.type === 'accepted') Y.applyUpdate(doc, verdict.update)
    expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(amara.doc))
  })

  test('[M-16] a sync step 2 counts only new deletions', () => {
    const doc = serverDoc()
    narrative(doc).delete(0, 1)
    const amara = new Author('workstream', AMARA, doc)
    amara.edit((copy) => narrative(copy).delete(0, 1))

    expect(judge(doc, Y.encodeStateAsUpdate(amara.doc, Y.encodeStateVector(doc)))).toMatchObject({
      type: 'accepted',
      deleted: 1 + 1 + 'Shorter waits.'.length,
    })
  })
})

describe('what no client of ours sends', () => {
  const honest = (): { doc: Y.Doc; update: Uint8Array } => {
    const doc = serverDoc()
    return {
      doc,
      update: new Author('workstream', AMARA, doc).edit((copy) => narrative(copy).push([paragraph('honest')])),
    }
  }

  test('[M-2] an update cut anywhere is malformed', () => {
    const { doc, update } = honest()
    for (let length = 0; length < update.length; length += 1)
      expect(code(judge(doc, update.subarray(0, length)))).toBe(4400)
  })

  test('[M-13] bytes after the end are malformed', () => {
    const { doc, update } = honest()
    expect(code(judge(doc, new Uint8Array([...update, 0])))).toBe(4400)
  })

  test('[M-13] format 2 is malformed', () => {
    const { doc, update } = honest()
    expect(code(judge(doc, Y.convertUpdateFormatV1ToV2(update)))).toBe(4400)
  })

  test('[M-4] a bomb of 30 million structs is refused without being built', () => {
    const bomb = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, 30_000_000)
      encoding.writeVarUint(encoder, AMARA)
    })
    const before = process.memoryUsage().arrayBuffers
    expect(code(judge(serverDoc(), bomb))).toBe(4400)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000)
  })

  test('[abuse 20] more bytes than a frame may have are too big', () => {
    expect(code(judge(serverDoc(), new Uint8Array(256 * 1024 + 1)))).toBe(1009)
  })

  test('[M-5] an update that depends on a missing one is a gap', () => {
    const doc = serverDoc()
    const amara = new Author('workstream', AMARA, doc)
    amara.edit((copy) => narrative(copy).push([paragraph('lost')]))
    expect(
      judge(
        doc,
        amara.edit((copy) => narrative(copy).push([paragraph('after')])),
      ),
    ).toEqual({ type: 'gap' })
  })

  test('[M-5] a deletion of what nobody has seen is a gap', () => {
    const doc = serverDoc()
    const amara = new Author('workstream', AMARA, doc)
    amara.edit((copy) => narrative(copy).push([paragraph('lost')]))
    expect(
      judge(
        doc,
        amara.edit((copy) => narrative(copy).delete(3, 1)),
      ),
    ).toEqual({ type: 'gap' })
  })

  test('[M-7, abuse 22] structs under the client id of somebody else are forbidden', () => {
    const doc = serverDoc()
    const squat = structs(1, BEN, 0, (encoder) => {
      encoding.writeUint8(encoder, 0)
      encoding.writeVarUint(encoder, 2 ** 40)
    })
    expect(
      code(
        judge(
          doc,
          new Author('workstream', BEN, doc).edit((copy) => narrative(copy).push([paragraph('as Ben')])),
        ),
      ),
    ).toBe(4403)
    expect(code(judge(doc, squat))).toBe(4400)
  })

  test('[abuse 26] holes, sub-documents, binary content and long deleted runs are malformed', () => {
    const doc = serverDoc()
    const skip = structs(1, AMARA, 0, (encoder) => {
      encoding.writeUint8(encoder, 10)
      encoding.writeVarUint(encoder, 1)
    })
    const gc = structs(1, AMARA, 0, (encoder) => {
      encoding.writeUint8(encoder, 0)
      encoding.writeVarUint(encoder, 100_001)
    })
    const amara = (): Author => new Author('workstream', AMARA, doc)
    expect(code(judge(doc, skip))).toBe(4400)
    expect(code(judge(doc, gc))).toBe(4400)
    expect(
      code(
        judge(
          doc,
          amara().edit((copy) => copy.getMap('plan').set('m-9', new Y.Doc())),
        ),
      ),
    ).toBe(4400)
    expect(
      code(
        judge(
          doc,
          amara().edit((copy) => copy.getMap('plan').set('m-9', new Uint8Array(9))),
        ),
      ),
    ).toBe(4400)
  })

  test('[M-15] a struct that refers forwards to its own client is never passed', () => {
    const doc = serverDoc()
    const forward = structs(1, AMARA, 0, (encoder) => {
      encoding.writeUint8(encoder, 0x84)
      encoding.writeVarUint(encoder, AMARA)
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarString(encoder, 'x')
    })
    expect(judge(doc, forward)).toEqual({ type: 'gap' })
  })

  test('[RB2] one client in two groups is malformed', () => {
    const group = (encoder: encoding.Encoder): void => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, AMARA)
      encoding.writeVarUint(encoder, 0)
      encoding.writeUint8(encoder, 0)
      encoding.writeVarUint(encoder, 1)
    }
    const twice = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, 2)
      group(encoder)
      group(encoder)
      encoding.writeVarUint(encoder, 0)
    })
    expect(code(judge(serverDoc(), twice))).toBe(4400)
  })
})

describe('roots', () => {
  test('[abuse 25] an undeclared root is forbidden', () => {
    const doc = serverDoc()
    expect(
      code(
        judge(
          doc,
          new Author('workstream', AMARA, doc).edit((copy) => copy.getMap('decisions').set('d-1', 'agreed')),
        ),
      ),
    ).toBe(4403)
    expect(
      code(
        judge(
          doc,
          new Author('workstream', AMARA, doc).edit((copy) => copy.getText('constructor').insert(0, 'x')),
        ),
      ),
    ).toBe(4403)
    expect(doc.share.has('decisions')).toBe(false)
  })

  test('[abuse 25, M-16] a root outside the role is forbidden, for writing and for deleting', () => {
    const doc = serverDoc()
    const roots = new Set(['narrative'])
    const author = (): Author => new Author('workstream', AMARA, doc)
    expect(
      code(
        judge(
          doc,
          author().edit((copy) => setCell(copy, 'plan', 'm-1', 'owner', 'me')),
          undefined,
          roots,
        ),
      ),
    ).toBe(4403)
    expect(
      code(
        judge(
          doc,
          author().edit((copy) => removeRow(copy, 'plan', 'm-1')),
          undefined,
          roots,
        ),
      ),
    ).toBe(4403)
    expect(
      code(
        judge(
          doc,
          author().edit((copy) => narrative(copy).delete(0, 1)),
          undefined,
          roots,
        ),
      ),
    ).toBe('accepted')
  })
})

describe('schema', () => {
  const element = (name: string, attributes: { readonly [key: string]: unknown } = {}): Y.XmlElement => {
    const made = new Y.XmlElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string)
    return made
  }
  const row = (values: { readonly [key: string]: unknown }): Y.Map<unknown> => new Y.Map(Object.entries(values))
  const breaches: { readonly [what: string]: (doc: Y.Doc) => void } = {
    'a script element': (doc) => narrative(doc).push([element('script')]),
    'an element named like a property of objects': (doc) => narrative(doc).push([element('constructor')]),
    'an event attribute': (doc) => narrative(doc).push([element('paragraph', { onclick: 'x()' })]),
    'a class': (doc) => narrative(doc).push([element('paragraph', { class: 'approved' })]),
    'a level that is a string': (doc) => narrative(doc).push([element('heading', { level: '1' })]),
    'a level out of range': (doc) => narrative(doc).push([element('heading', { level: 7 })]),
    'an object as a start': (doc) => narrative(doc).push([element('orderedList', { start: { a: 1 } })]),
    'an attribute of the fragment': (doc) =>
      Y.XmlElement.prototype.setAttribute.call(narrative(doc) as Y.XmlElement, 'style', 'x'),
    'text at the top': (doc) => narrative(doc).push([new Y.XmlText('loose')]),
    'a list item at the top': (doc) => narrative(doc).push([element('listItem')]),
    'a paragraph straight in a list': (doc) => (narrative(doc).get(2) as Y.XmlElement).push([paragraph('no')]),
    'a hook': (doc) => narrative(doc).push([new Y.XmlHook('widget') as unknown as Y.XmlElement]),
    'a link mark': (doc) =>
      ((narrative(doc).get(1) as Y.XmlElement).get(0) as Y.XmlText).format(0, 3, { link: { href: 'javascript:x' } }),
    'a mark with attributes': (doc) =>
      ((narrative(doc).get(1) as Y.XmlElement).get(0) as Y.XmlText).format(0, 3, { bold: { style: 'x' } }),
    'an embedded object': (doc) =>
      ((narrative(doc).get(1) as Y.XmlElement).get(0) as Y.XmlText).insertEmbed(0, {
        image: 'https://example.org/x.png',
      }),
    'a row that is a string': (doc) => doc.getMap('plan').set('m-2', 'x'),
    'a row named like a prototype': (doc) => doc.getMap('plan').set('__proto__', new Y.Map()),
    'a cell that nobody declared': (doc) => doc.getMap('plan').set('m-2', row({ status: 'done' })),
    'an owner that is a number': (doc) => doc.getMap('plan').set('m-2', row({ owner: 7 })),
    'an owner that is too long': (doc) => doc.getMap('plan').set('m-2', row({ owner: 'x'.repeat(2_001) })),
    'a title that is a string': (doc) => doc.getMap('plan').set('m-2', row({ title: 'x' })),
    'a title that is rich': (doc) => doc.getMap('plan').set('m-2', row({ title: new Y.XmlText('x') })),
    'an order that is no order': (doc) => doc.getMap('plan').set('m-2', row({ order: '<b>' })),
    'formatting in a cell': (doc) => cellYText(doc, 'plan', 'm-1', 'title')?.format(0, 2, { bold: {} }),
    'a list pushed into the rows': (doc) =>
      Y.Array.prototype.push.call(doc.getMap('plan') as unknown as Y.Array<unknown>, ['x']),
  }
  test.each(Object.entries(breaches))('[abuse 37-39, 46] %s breaks the schema', (_what, deed) => {
    const doc = serverDoc()
    const before = Y.encodeStateAsUpdate(doc)
    expect(code(judge(doc, new Author('workstream', AMARA, doc).edit(deed)))).toBe(4422)
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
  })

  test('[M-30] elements nested deeper than anyone can read break the schema', () => {
    const doc = serverDoc()
    const nested = (depth: number): Y.XmlElement => {
      const list = element('bulletList')
      const item = element('listItem')
      list.insert(0, [item])
      item.insert(0, [depth === 0 ? paragraph('deep') : nested(depth - 1)])
      return list
    }
    expect(
      code(
        judge(
          doc,
          new Author('workstream', AMARA, doc).edit((copy) => narrative(copy).push([nested(12)])),
        ),
      ),
    ).toBe('accepted')
    expect(
      code(
        judge(
          doc,
          new Author('workstream', AMARA, doc).edit((copy) => narrative(copy).push([nested(40)])),
        ),
      ),
    ).toBe(4422)
  })
})

/** One group of structs and an empty delete set. */
function structs(count: number, client: number, clock: number, body: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, count)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    body(encoder)
    encoding.writeVarUint(encoder, 0)
  })
}
