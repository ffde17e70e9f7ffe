import { expect, test } from 'vitest'

import { actBlocked, actRefused } from './act-blocked.ts'
import { fileQuery, readAddress, writeAddress } from './address.ts'
import { happenings } from './history.ts'
import { event, wording } from './test/asks.ts'
import { comparedVersions, showWording } from './wording.ts'

test('[D2] the digest is worked out from what is set on the screen', () => {
  expect(showWording(wording(1, 'Pool “funds” – by 2027.'))).toMatchObject({
    isTrue: true,
    digest: wording(1, 'Pool “funds” – by 2027.').hash,
  })
})

test('[D2] words that are not those of the digest are not to be signed', () => {
  const altered = { ...wording(1), text: 'Other words.' }
  expect(showWording(altered).isTrue).toBe(false)
  expect(actBlocked({ hasMoved: false, isTrue: false, line: 'live' })).toMatch('do not match their digest')
})

test('[X2] a formal act is refused on a stale or offline screen, with a reason', () => {
  expect(actBlocked({ hasMoved: true, isTrue: true, line: 'live' })).toMatch('The wording has changed')
  expect(actBlocked({ hasMoved: false, isTrue: true, line: 'away' })).toMatch('Not connected')
  expect(actBlocked({ hasMoved: false, isTrue: true, line: 'quiet' })).toBeNull()
})

test('any two editions can be compared; by default the last two', () => {
  const all = [wording(3), wording(2), wording(1)]
  const versions = (from: string | null, to: string | null) => {
    const compared = comparedVersions(all, from, to)
    return compared && [compared.from.version, compared.to.version]
  }
  expect(versions(null, null)).toEqual([2, 3])
  expect(versions('1', '3')).toEqual([1, 3])
  expect(versions('3', '1')).toEqual([3, 1])
  expect(versions(null, '2')).toEqual([1, 2])
  expect(versions('9', 'x')).toEqual([2, 3])
  expect(versions('2', '2')).toBeUndefined()
  expect(comparedVersions([wording(1)], null, null)).toBeUndefined()
})

test('[X11] an address survives being read and written; what is as by default is left out', () => {
  const address = readAddress(new URLSearchParams('show=drifted&view=list&authority=org-bury&cell=ask-05.a.org-bolton'))
  expect(address).toEqual({ show: 'drifted', view: 'list', authority: 'org-bury', cell: 'ask-05.a.org-bolton' })
  expect(readAddress(new URLSearchParams(writeAddress(address, {})))).toEqual(address)
  expect(writeAddress(readAddress(new URLSearchParams('show=nonsense')), {})).toBe('?')
})

test('the history is in the order of the ledger, newest first', () => {
  expect(
    happenings([wording(2), wording(1)], [event({ seq: 101 }), event({ seq: 150 })]).map(({ kind, seq }) => [
      kind,
      seq,
    ]),
  ).toEqual([
    ['answered', 150],
    ['issued', 102],
    ['issued', 101],
    ['answered', 101],
  ])
})

test('[CE-1.10] without an answer nothing is claimed about the record; a refusal says what was not done', () => {
  const lost = { kind: 'unavailable', status: 503, title: 'x', detail: 'Nothing was recorded.' } as const
  expect(actRefused(lost, 'Nothing is recorded.')).toMatchObject({
    problem: { detail: 'We cannot tell whether this has reached the record.' },
  })
  expect(actRefused(lost, 'Nothing is recorded.')).not.toHaveProperty('notDone')
  const refused = { kind: 'forbidden', status: 403, title: 'x', detail: 'y' } as const
  expect(actRefused(refused, 'Nothing is recorded.')).toEqual({ problem: refused, notDone: 'Nothing is recorded.' })
})

test('[D1] the file is asked for what the page shows', () => {
  const address = readAddress(new URLSearchParams())
  expect(fileQuery(address, 'org-bury')).toBe('')
  expect(fileQuery({ ...address, show: 'refused', authority: 'org-bury' }, null)).toBe(
    '?state=declined&state=withdrawn&body=org-bury',
  )
  expect(fileQuery({ ...address, show: 'gate' }, null)).toBe('?gate=true')
  expect(fileQuery({ ...address, show: 'overdue' }, null)).toBe('?state=overdue')
  expect(fileQuery({ ...address, show: 'on-behalf' }, null)).toBe('?behalf=any')
  expect(fileQuery({ ...address, show: 'needs-me' }, 'org-bury')).toContain('behalf=unconfirmed&body=org-bury')
  expect(readAddress(new URLSearchParams('show=reworded')).show).toBe('drifted')
})
