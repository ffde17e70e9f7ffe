import { inflateRawSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { AskList, ReceiptView } from '@concordat/shared/http'
import { textHash } from '@concordat/shared/text/canonical'

import { startTestApp, type TestApp } from '../test/app.ts'

const GM = 'greater-manchester'
let server: TestApp
let bolton = ''
let receipt = { seq: 0, number: '', hash: '', text: '' }
beforeAll(async () => {
  server = await startTestApp({ samples: true })
  bolton = await server.signIn('ce-bolton')
  const { body } = await server.get<AskList>(`/api/boards/${GM}/asks`, bolton)
  const wording = body.asks.find(({ id }) => id === 'ask-12')?.wording
  const payload = {
    askId: 'ask-12',
    wordingVersion: wording?.version ?? 0,
    wordingHash: wording?.hash ?? '',
    answer: 'conditions' as const,
    conditions: ['=HYPERLINK("http://evil.example")'],
  }
  const given = await server.command(GM, bolton, { type: 'sign-off.give', payload })
  receipt = {
    seq: given.body.seq,
    number: given.body.receipt ?? '',
    hash: payload.wordingHash,
    text: wording?.text ?? '',
  }
})
afterAll(() => server.close())

async function check(
  form: Record<string, string>,
): Promise<{ status: number; page: string; headers: Record<string, unknown> }> {
  const { statusCode, body, headers } = await server.app.inject({
    method: 'POST',
    url: '/public/check',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.origin },
    payload: new URLSearchParams(form).toString(),
  })
  return { status: statusCode, page: body, headers }
}
const ON_RECORD = 'This receipt is on the record of this board, for exactly these words.'
const NOT_ON_RECORD = 'There is no such receipt for exactly these words on the record of a board at this address.'

test('[D9] the receipt has number, digest, edition, capacity, time and method, and the same address works next year', async () => {
  const { status, body } = await server.get<ReceiptView>(`/api/boards/${GM}/receipts/${receipt.seq}`, bolton)
  expect(status).toBe(200)
  expect(body.act).toMatchObject({
    receipt: receipt.number,
    wordingHash: receipt.hash,
    wordingVersion: 1,
    capacity: 'holder',
    method: 'web',
    provedAt: null,
    given: { person: 'ce-bolton' },
  })
  expect(body).toMatchObject({ wording: { text: receipt.text }, entry: { seq: receipt.seq }, later: [] })
  expect(Number.isNaN(Date.parse(body.act.at))).toBe(false)
})

describe('[D9] the public check', () => {
  test('is a page without script, account or cookie, that may send its form to us and nowhere else', async () => {
    const { statusCode, body, headers } = await server.app.inject({
      url: `/public/check?board=${GM}&receipt=BOL-12-2026-01`,
    })
    expect(statusCode).toBe(200)
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*form-action 'self'/u)
    expect([headers['set-cookie'], headers['cache-control']]).toEqual([undefined, 'no-store'])
    expect(body).not.toMatch(/<script|javascript:|onclick/iu)
    expect(body).toContain('value="BOL-12-2026-01"')
    expect(body).toMatch(/<html lang="en-GB">/u)
  })

  test('confirms a receipt for its words, by text or by digest', async () => {
    for (const words of [{ wording: receipt.text.replace(' ', '\u00a0  ') }, { digest: receipt.hash }]) {
      const { status, page } = await check({ board: GM, receipt: receipt.number, ...words })
      expect(status).toBe(200)
      expect(page).toContain(ON_RECORD)
    }
  })

  test('says the same of an unknown board, an unknown receipt and other words, and never a name or a wording of ours', async () => {
    const outcome = (page: string): string =>
      (/<section class="answer"[\s\S]*?<\/section>/u.exec(page)?.[0] ?? '').replaceAll(/[0-9a-f]{64}/gu, '')
    const asked = { board: GM, receipt: receipt.number, digest: receipt.hash }
    const pages = await Promise.all(
      [
        { board: 'no-such-board' },
        { receipt: 'BOL-12-2026-99' },
        { digest: textHash('other words') },
        { receipt: '%' },
      ].map(async (change) => check({ ...asked, ...change })),
    )
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(pages.map(({ page }) => outcome(page))).size).toBe(1)
    expect(outcome(pages[0]?.page ?? '')).toContain(NOT_ON_RECORD)
    for (const { page } of pages) {
      expect(page).not.toContain('Bolton')
      expect(page).not.toContain(receipt.text.slice(0, 30))
      expect(page).not.toContain('evil.example')
    }
  })

  test('compares words with a digest without asking the record', async () => {
    expect((await check({ wording: receipt.text, digest: receipt.hash })).page).toContain(
      'The words you pasted have the digest',
    )
    const { page } = await check({ wording: `${receipt.text} Not.`, digest: receipt.hash })
    expect(page).toContain('The words you pasted do not have the digest you gave')
    expect(page).toContain(textHash(`${receipt.text} Not.`))
  })

  test('what cannot be checked is named with its field, and what was typed is still there', async () => {
    const { status, page } = await check({ receipt: receipt.number, digest: 'abc', wording: '<b>mine</b>' })
    expect(status).toBe(400)
    expect(page).toContain('href="#digest"')
    expect(page).toContain('href="#board"')
    expect(page).toContain('&lt;b&gt;mine&lt;/b&gt;')
  })

  test('forms are taken here and nowhere else, and from our own pages only', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const foreign = await server.app.inject({
      method: 'POST',
      url: '/public/check',
      headers: { ...form, origin: 'https://evil.example' },
      payload: 'wording=x',
    })
    const command = await server.app.inject({
      method: 'POST',
      url: `/api/boards/${GM}/commands`,
      headers: { ...form, origin: server.origin, cookie: bolton },
      payload: 'type=sign-off.give',
    })
    expect([foreign.statusCode, command.statusCode]).toEqual([403, 415])
  })
})

describe('[issue 4][CE-2] the matrix as a file', () => {
  test('CSV: states in words, one line for each part and body, what it is a copy of, and no cell that a spreadsheet would run', async () => {
    const { statusCode, body, headers } = await server.app.inject({
      url: `/api/boards/${GM}/asks.csv`,
      headers: { cookie: bolton },
    })
    expect(statusCode).toBe(200)
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="greater-manchester-asks-\d{4}-\d{2}-\d{2}\.csv"$/u,
    )
    const lines = body.split('\r\n')
    expect(lines[0]).toContain('"Number","Ask","Part","Body","Addressed as","State"')
    const line = lines.find((one) => one.includes(receipt.number)) ?? ''
    expect(line).toContain('"Bolton","Authority","Signed with conditions"')
    expect(line).toContain(receipt.hash)
    expect(body).toMatch(/"Last ledger entry",\d+/u)
    expect(body).toMatch(/"These lines","1 with conditions, \d+ awaiting"/u)
    expect(body).not.toMatch(/(?:^|,)"[=+\-@\t]/mu)
    // Ask 5 has three parts: ten authorities and three partners answer each.
    expect(lines.filter((one) => /^5,/u.test(one))).toHaveLength(39)
  })

  test('filters are honoured and said in the file', async () => {
    const csv = async (query: string) =>
      (await server.app.inject({ url: `/api/boards/${GM}/asks.csv?${query}`, headers: { cookie: bolton } })).body
    const own = (await csv('body=org-bolton')).split('\r\n').filter((line) => /^\d+,/u.test(line))
    expect(own.every((line) => line.includes('"Bolton"'))).toBe(true)
    expect(own).toHaveLength(19)
    const conditions = await csv('state=conditions')
    expect(conditions.split('\r\n').filter((line) => /^\d+,/u.test(line))).toHaveLength(1)
    expect(conditions).toContain('"Shown","state: signed with conditions"')
    expect((await server.get(`/api/boards/${GM}/asks.csv?state=green`, bolton)).status).toBe(400)
  })

  test('XLSX: two sheets, text typed as text, no formula', async () => {
    const { statusCode, rawPayload, headers } = await server.app.inject({
      url: `/api/boards/${GM}/asks.xlsx`,
      headers: { cookie: bolton },
    })
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toContain('spreadsheetml')
    const files = unzipped(rawPayload)
    const sheets = [...files.keys()].filter((name) => /^xl\/worksheets\/sheet\d\.xml$/u.test(name))
    expect(sheets).toHaveLength(2)
    const all = [...files.values()].join('')
    expect(all).not.toContain('<f>')
    expect(all).toContain('Signed with conditions')
    expect(all).toContain(receipt.number)
  })

  test('whoever may not read the board gets no file', async () => {
    const scrutiny = await server.signIn('scrutiny')
    for (const ending of ['csv', 'xlsx']) {
      expect((await server.get(`/api/boards/${GM}/asks.${ending}`, scrutiny)).status).toBe(404)
      expect((await server.get(`/api/boards/${GM}/asks.${ending}`)).status).toBe(401)
    }
  })
})

/** Files of an archive by name, read by its central directory (APPNOTE 4.3.12): deflated or stored. */
function unzipped(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  let at = archive.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'))
  while (at >= 0 && archive.readUInt32LE(at) === 0x02014b50) {
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)]
    const [name, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field))
    const local = archive.readUInt32LE(at + 42)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const data = archive.subarray(from, from + size)
    files.set(
      archive.toString('utf8', at + 46, at + 46 + (name ?? 0)),
      (method === 8 ? inflateRawSync(data) : data).toString('utf8'),
    )
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return files
}

test('[D9] guessing receipts does not pay: after thirty checks in a minute the next is refused', async () => {
  const statuses: number[] = []
  for (let asked = 0; asked < 31; asked += 1) statuses.push((await check({ wording: 'x' })).status)
  expect(statuses.at(-1)).toBe(429)
})
