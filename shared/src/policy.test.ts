import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { PAYLOADS } from './commands.ts'
import { abilities, ACTS, may, NOBODY, type Act, type Actor, type Subject } from './policy.ts'
import { ROLES, type Role } from './roles.ts'

/**
 * Who may do what, in full: the table of `domain/model.md` section 6 for the acts of this release, one letter per role.
 * Y yes, O for own authority, workstream or what another froze, - no. The columns are in the order of `COLUMNS`.
 */
const COLUMNS: readonly Role[] = [
  'chair',
  'secretariat',
  'programme-lead',
  'workstream-lead',
  'chief-executive',
  'delegate',
  'dcs',
  'partner',
  'lead-member',
  'adviser',
  'observer',
  'scrutiny',
  'admin',
  'loader',
]

const TABLE = rowsOf(`
                                   ch se pl wl ce de dc pa lm ad ob sc am lo
  board.read                       Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  -  -  -
  ledger.read                      Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  -  -  -
  document.read                    Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  -  -  -
  presence.show                    Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  -  -  -
  snapshot.read-frozen             Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  snapshot.read-published          Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  -  -
  wording.issue                    Y  -  -  -  -  -  -  -  -  -  -  -  -  Y
  sign-off.give                    -  -  -  -  O  O  -  -  -  -  -  -  -  -
  sign-off.withdraw                -  -  -  -  O  O  -  -  -  -  -  -  -  -
  rating.give                      -  -  Y  O  -  -  O  -  -  -  -  -  -  -
  progress.note                    -  -  Y  O  -  -  -  -  -  -  -  -  -  Y
  decision.record                  Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  decision.supersede               Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  terms.adopt                      Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  snapshot.freeze                  -  Y  -  -  -  -  -  -  -  -  -  -  -  -
  snapshot.publish                 O  -  -  -  -  -  -  -  -  -  -  -  -  -
  board.create                     -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  body.add                         -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  role.add                         -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  post.appoint                     -  Y  -  -  -  -  -  -  -  -  -  -  -  Y
  programme.add                    -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  item.add                         -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  accountability.add               -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  pillar.add                       -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  enabler.add                      -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  workstream.add                   -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  milestone.add                    -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  ask.add                          -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  terms.register                   -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  document.create                  -  -  -  -  -  -  -  -  -  -  -  -  -  Y
  rating.reaffirm                  -  -  Y  O  -  -  O  -  -  -  -  -  -  -
  forecast.report                  -  -  Y  O  -  -  O  -  -  -  -  -  -  -
  progress.report                  -  -  Y  O  -  -  O  -  -  -  -  -  -  -
  milestone.claim-done             -  -  Y  O  -  -  O  -  -  -  -  -  -  -
  milestone.set-state              -  -  Y  O  -  -  O  -  -  -  -  -  -  -
  baseline.propose                 Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  milestone.own                    Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  milestone.track                  Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  dependency.add                   Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  dependency.remove                Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  workstream.recommend-closure     Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  link.add                         Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  link.remove                      Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  milestone.set-row                -  -  Y  O  O  O  O  O  -  -  -  -  -  -
  milestone.accept-done            O  -  O  -  -  -  -  -  -  -  -  -  -  -
  milestone.reject-claim           O  -  O  -  -  -  -  -  -  -  -  -  -  -
  baseline.move                    Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  baseline.refuse                  Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  milestone.drop                   Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  scale.switch                     Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  workstream.close                 Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  workstream.refuse-closure        Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  board.configure                  Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  ask.configure                    Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  gate.set-rule                    Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  gate.resolve                     Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  decision.note-correction         Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  decision.call-in                 Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  decision.resolve-call-in         Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  action.open                      Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  action.reassign                  Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  action.cancel                    Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  entry.correct                    Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  exempt.read                      Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
  action.report                    Y  Y  O  O  O  O  O  O  O  O  O  -  -  -
  action.claim-done                Y  Y  O  O  O  O  O  O  O  O  O  -  -  -
  action.close                     O  O  -  -  -  -  -  -  -  -  -  -  -  -
  wording.confirm-editorial        O  O  -  -  -  -  -  -  -  -  -  -  -  -
  ledger.export                    Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  Y  -  -  -
  ask.withdraw                     Y  -  -  -  -  -  -  -  -  -  -  -  -  -
  sign-off.prepare                 -  -  -  -  O  O  O  -  -  -  -  -  -  -
  sign-off.discard                 -  -  -  -  O  O  O  -  -  -  -  -  -  -
  sign-off.record                  -  Y  -  -  -  -  -  -  -  -  -  -  -  -
  sign-off.report                  -  Y  -  -  -  -  -  -  -  -  -  -  -  -
  sign-off.accept                  -  -  -  -  O  O  -  -  -  -  -  -  -  -
  sign-off.object                  -  -  -  -  O  O  -  -  -  -  -  -  -  -
  sign-off.call-in                 -  -  -  -  O  O  -  -  -  -  -  -  -  -
  condition.meet                   -  -  -  -  O  O  -  -  -  -  -  -  -  -
  sign-off.affirm                  -  -  -  -  O  -  -  -  -  -  -  -  -  -
  sign-off.confirm                 -  -  -  -  O  -  -  -  -  -  -  -  -  -
  sign-off.dispute                 -  -  -  -  O  -  -  -  -  -  -  -  -  -
  delegation.record                -  -  -  -  O  -  -  -  -  -  -  -  -  -
  delegation.confirm               -  -  -  -  O  -  -  -  -  -  -  -  -  -
  delegation.end                   -  -  -  -  O  -  -  -  -  -  -  -  -  -
  appointment.end                  -  Y  -  -  -  -  -  -  -  -  -  -  -  Y
`)

/** Who may write in which kind of draft. Leads write in what they lead. */
const DRAFTS = rowsOf(`
                                   ch se pl wl ce de dc pa lm ad ob sc am lo
  programme                        Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  workstream                       Y  Y  Y  O  -  -  -  -  -  -  -  -  -  -
  terms                            Y  Y  Y  -  -  -  Y  Y  Y  -  -  -  -  -
  ask                              Y  Y  Y  -  -  -  -  -  -  Y  -  -  -  -
  minutes                          Y  Y  -  -  -  -  -  -  -  -  -  -  -  -
`)

/** Name and letters of each line below the heading. */
function rowsOf(table: string): { readonly [name: string]: readonly string[] } {
  const lines = table.trim().split('\n').slice(1)
  return Object.fromEntries(
    lines.map((line) => line.trim().split(/ +/u)).map(([name = '', ...letters]) => [name, letters]),
  )
}

/** One person per role, speaking for Bolton and leading workstream 2 where the role has a body or leads something. */
const actorAs = (role: Role): Actor => ({
  person: 'someone',
  role,
  post: 'a-post',
  body: (['chief-executive', 'delegate', 'dcs', 'partner'] as readonly Role[]).includes(role) ? 'org-bolton' : null,
  scope: role === 'workstream-lead' || role === 'dcs' ? ['ws-2'] : null,
})

const OWN: Subject = {
  body: 'org-bolton',
  within: ['ws-2', 'prog-locality-model'],
  frozenBy: 'someone-else',
  firstPerson: 'someone-else',
  ownerPost: 'a-post',
  ask: 'ask-01',
  today: '2026-07-14',
  delegation: { body: 'org-bolton', person: 'someone', asks: ['ask-01'], from: '2026-07-01', to: '2026-07-31' },
}
const OTHERS: Subject = {
  body: 'org-bury',
  within: ['ws-3', 'prog-locality-model'],
  frozenBy: 'someone',
  firstPerson: 'someone',
  ownerPost: 'another-post',
  ask: 'ask-01',
  today: '2026-07-14',
  delegation: { body: 'org-bury', person: 'someone', asks: null, from: '2026-07-01', to: '2026-07-31' },
}

const cellsOf = (letters: readonly string[]): [Role, string][] =>
  letters.map((letter, index) => [COLUMNS[index] ?? 'admin', letter])

test('the table has a column for every role and a row for every act and command', () => {
  expect([...COLUMNS].sort()).toEqual([...ROLES].sort())
  expect([...Object.keys(TABLE), 'document.write'].sort()).toEqual([...ACTS].sort())
  expect(Object.keys(PAYLOADS).filter((command) => !(ACTS as readonly string[]).includes(command))).toEqual([])
  for (const row of [...Object.values(TABLE), ...Object.values(DRAFTS)]) expect(cellsOf(row).length).toBe(ROLES.length)
})

describe.each(Object.entries(TABLE) as [Act, readonly string[]][])('[model 6] %s', (act, row) => {
  test.each(cellsOf(row))('%s: %s', (role, letter) => {
    expect(may(actorAs(role), act, OWN)).toBe(letter !== '-')
    expect(may(actorAs(role), act, OTHERS)).toBe(letter === 'Y')
  })
})

describe.each(Object.entries(DRAFTS) as [NonNullable<Subject['kind']>, readonly string[]][])(
  '[model 6] document.write, %s',
  (kind, row) => {
    test.each(cellsOf(row))('%s: %s', (role, letter) => {
      expect(may(actorAs(role), 'document.write', { ...OWN, kind })).toBe(letter !== '-')
      expect(may(actorAs(role), 'document.write', { ...OTHERS, kind })).toBe(letter === 'Y')
    })
  },
)

test('[1][4] nobody but the chief executive of that authority answers for it, not even its own director or leader', () => {
  for (const role of ROLES) {
    for (const body of ['org-bolton', 'org-bury', null]) {
      const actor: Actor = { person: 'p', role, post: 'x', body, scope: null }
      for (const act of ['sign-off.give', 'sign-off.withdraw'] as const) {
        expect(may(actor, act, { body: 'org-bolton' })).toBe(role === 'chief-executive' && body === 'org-bolton')
        expect(may(actor, act, {})).toBe(false)
      }
    }
  }
})

test('[41] scrutiny reads what is published and does nothing else', () => {
  expect(ACTS.filter((act) => may(actorAs('scrutiny'), act, { ...OWN, kind: 'terms' }))).toEqual([
    'snapshot.read-published',
  ])
})

test('[45] an administrator has no governance right, and reads no board', () => {
  expect(abilities(actorAs('admin'), ACTS, { ...OWN, kind: 'programme' })).toEqual([])
})

test('[4.11] nobody publishes the snapshot they froze themselves', () => {
  expect(may(actorAs('chair'), 'snapshot.publish', { frozenBy: 'someone' })).toBe(false)
  expect(may(actorAs('chair'), 'snapshot.publish', {})).toBe(false)
})

const anyActor: fc.Arbitrary<Actor> = fc.record({
  person: fc.constantFrom('', 'someone', 'someone-else'),
  role: fc.constantFrom(...ROLES, null),
  post: fc.constantFrom('a-post', null),
  body: fc.constantFrom('org-bolton', 'org-bury', null),
  scope: fc.option(fc.subarray(['ws-1', 'ws-2', 'prog-1'])),
})
const anySubject: fc.Arbitrary<Subject> = fc.record(
  {
    body: fc.constantFrom('org-bolton', 'org-bury'),
    within: fc.subarray(['ws-1', 'ws-2', 'prog-1']),
    kind: fc.constantFrom('programme', 'workstream', 'terms', 'ask', 'minutes'),
    frozenBy: fc.constantFrom('someone', 'someone-else'),
  },
  { requiredKeys: [] },
)

test('without a role or a person nothing is allowed', () => {
  fc.assert(
    fc.property(anyActor, fc.constantFrom(...ACTS), anySubject, (actor, act, subject) => {
      expect(may({ ...actor, role: null }, act, subject)).toBe(false)
      expect(may({ ...actor, person: '' }, act, subject)).toBe(false)
      expect(may(NOBODY, act, subject)).toBe(false)
    }),
  )
})

test('no actor gains by losing something: a seat’s body, or a part of its scope', () => {
  let granted = 0
  fc.assert(
    fc.property(anyActor, fc.constantFrom(...ACTS), anySubject, fc.nat(), (actor, act, subject, drop) => {
      const isAllowed = may(actor, act, subject)
      if (isAllowed) granted += 1
      if (may({ ...actor, body: null }, act, subject)) expect(isAllowed).toBe(true)
      if (actor.scope !== null && actor.scope.length > 0) {
        const narrower = actor.scope.filter((_, index) => index !== drop % (actor.scope?.length ?? 1))
        if (may({ ...actor, scope: narrower }, act, subject)) expect(isAllowed).toBe(true)
      }
    }),
    { numRuns: 3000 },
  )
  expect(granted).toBeGreaterThan(100)
})

test('telling less about the subject never opens an act', () => {
  fc.assert(
    fc.property(
      anyActor,
      fc.constantFrom(...ACTS),
      anySubject,
      fc.constantFrom('body', 'within', 'kind', 'frozenBy'),
      (actor, act, subject, missing) => {
        const { [missing]: _, ...less } = subject
        if (may(actor, act, less)) expect(may(actor, act, subject)).toBe(true)
      },
    ),
    { numRuns: 3000 },
  )
})

test('[A9] nobody writes the draft of a workstream that has been closed, and those who read it read on', () => {
  for (const role of ROLES) {
    const actor: Actor = { person: 'a', role, post: 'p', body: 'org-a', scope: role.endsWith('lead') ? ['ws-1'] : null }
    const subject: Subject = { kind: 'workstream', within: ['ws-1'] }
    expect(may(actor, 'document.write', { ...subject, closed: true })).toBe(false)
    expect(may(actor, 'document.read', { ...subject, closed: true })).toBe(may(actor, 'document.read', subject))
  }
})
