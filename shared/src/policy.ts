import type { Role } from './roles.ts'

/**
 * Who may do what: the one place where that is decided (architecture 5). Pure, deny by default. HTTP, sync and socket.io ask
 * it, and its answers travel to the screen as `abilities`. Rules are `domain/model.md` section 6 and invariants 1, 4, 41, 45.
 */

/** A person in the one capacity they act in now, on one board. `role` is null for a person without a seat on it. */
export interface Actor {
  readonly person: string
  readonly role: Role | null
  readonly post: string | null
  /** The body the seat speaks for. */
  readonly body: string | null
  /** Record ids (programmes, workstreams) the seat leads; null: no limit. Only leads have a scope. */
  readonly scope: readonly string[] | null
}

export const NOBODY: Actor = { person: '', role: null, post: null, body: null, scope: null }

export const ACTS = [
  'board.read',
  'ledger.read',
  'document.read',
  'document.write',
  'presence.show',
  'snapshot.read-frozen',
  'snapshot.read-published',
  // Commands: one act each, named as the command.
  'board.create',
  'body.add',
  'role.add',
  'post.appoint',
  'programme.add',
  'item.add',
  'accountability.add',
  'pillar.add',
  'enabler.add',
  'workstream.add',
  'milestone.add',
  'progress.note',
  'ask.add',
  'terms.register',
  'document.create',
  'wording.issue',
  'sign-off.give',
  'sign-off.withdraw',
  'rating.give',
  'decision.record',
  'decision.supersede',
  'terms.adopt',
  'snapshot.freeze',
  'snapshot.publish',
] as const
export type Act = (typeof ACTS)[number]

/** What the act is about. Give what is known; an act that needs a missing part is refused. */
export interface Subject {
  /** Authority the act speaks for (sign-offs). */
  readonly body?: string
  /** The record and everything it lies in: a workstream's own id, its programme's id, and the parents of that. */
  readonly within?: readonly string[]
  /** Kind of draft document. */
  readonly kind?: 'programme' | 'workstream' | 'terms' | 'ask' | 'minutes'
  /** Who froze the snapshot that is to be published: nobody approves their own publication (spec 4.11). */
  readonly frozenBy?: string
}

const READERS: readonly Role[] = [
  'chair',
  'secretariat',
  'programme-lead',
  'workstream-lead',
  'chief-executive',
  'dcs',
  'partner',
  'lead-member',
  'adviser',
  'observer',
]
const OFFICE: readonly Role[] = ['chair', 'secretariat']

const WRITERS: { readonly [K in NonNullable<Subject['kind']>]: readonly Role[] } = {
  programme: [...OFFICE, 'programme-lead', 'workstream-lead'],
  workstream: [...OFFICE, 'programme-lead', 'workstream-lead'],
  terms: [...OFFICE, 'programme-lead', 'dcs', 'partner', 'lead-member'],
  ask: [...OFFICE, 'programme-lead', 'adviser'],
  minutes: OFFICE,
}

/** True when `actor` may do `act` to `subject`. Total; anything not granted here is refused. */
export function may(actor: Actor, act: Act, subject: Subject = {}): boolean {
  const { role } = actor
  if (role === null || actor.person === '') return false
  const is = (...roles: readonly Role[]): boolean => roles.includes(role)

  switch (act) {
    case 'board.read':
    case 'ledger.read':
    case 'document.read':
      return is(...READERS)
    case 'presence.show':
      return is(...READERS)
    case 'snapshot.read-published':
      return is(...READERS, 'scrutiny')
    case 'snapshot.read-frozen':
      return is(...OFFICE)
    case 'document.write':
      return subject.kind !== undefined && is(...WRITERS[subject.kind]) && leads(actor, subject)
    case 'rating.give':
      return is('programme-lead', 'workstream-lead') && leads(actor, subject)
    case 'progress.note':
      return is('programme-lead', 'workstream-lead', 'loader') && leads(actor, subject)
    case 'wording.issue':
      return is('chair', 'loader')
    case 'sign-off.give':
    case 'sign-off.withdraw':
      return is('chief-executive') && actor.body !== null && actor.body === subject.body
    case 'decision.record':
    case 'decision.supersede':
    case 'terms.adopt':
      return is(...OFFICE)
    case 'snapshot.freeze':
      return is('secretariat')
    case 'snapshot.publish':
      return is('chair') && subject.frozenBy !== undefined && subject.frozenBy !== actor.person
    case 'board.create':
    case 'body.add':
    case 'role.add':
    case 'post.appoint':
    case 'programme.add':
    case 'item.add':
    case 'accountability.add':
    case 'pillar.add':
    case 'enabler.add':
    case 'workstream.add':
    case 'milestone.add':
    case 'ask.add':
    case 'terms.register':
    case 'document.create':
      return is('loader')
  }
}

/** A workstream lead acts inside their scope only; a programme lead with a scope likewise. Other roles have none. */
function leads(actor: Actor, subject: Subject): boolean {
  if (actor.role !== 'workstream-lead' && actor.role !== 'programme-lead') return true
  if (actor.scope === null) return actor.role === 'programme-lead'
  return (subject.within ?? []).some((id) => actor.scope?.includes(id))
}

/** The acts that lie open to this actor for this subject, for the screen. */
export function abilities(actor: Actor, acts: readonly Act[], subject: Subject = {}): Act[] {
  return acts.filter((act) => may(actor, act, subject))
}
