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
  'appointment.end',
  'board.configure',
  'ask.configure',
  'ask.withdraw',
  'wording.confirm-editorial',
  'sign-off.prepare',
  'sign-off.discard',
  'sign-off.accept',
  'sign-off.object',
  'sign-off.affirm',
  'sign-off.confirm',
  'sign-off.dispute',
  'sign-off.call-in',
  'sign-off.record',
  'sign-off.report',
  'condition.meet',
  'delegation.record',
  'delegation.confirm',
  'delegation.end',
  'gate.set-rule',
  'gate.resolve',
  'rating.reaffirm',
  'forecast.report',
  'progress.report',
  'baseline.propose',
  'baseline.move',
  'baseline.refuse',
  'milestone.set-state',
  'milestone.claim-done',
  'milestone.accept-done',
  'milestone.reject-claim',
  'milestone.drop',
  'milestone.own',
  'milestone.track',
  'milestone.set-row',
  'dependency.add',
  'dependency.remove',
  'scale.switch',
  'workstream.recommend-closure',
  'workstream.close',
  'workstream.refuse-closure',
  'decision.note-correction',
  'decision.call-in',
  'decision.resolve-call-in',
  'action.open',
  'action.reassign',
  'action.report',
  'action.claim-done',
  'action.close',
  'action.cancel',
  'link.add',
  'link.remove',
  'entry.correct',
  'exempt.read',
  'ledger.export',
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
  /** The draft belongs to work that has gone over into business as usual: read, and written no more (A9). */
  readonly closed?: boolean
  /** Who froze the snapshot that is to be published: nobody approves their own publication (spec 4.11). */
  readonly frozenBy?: string
  /** Whoever did what a second person is now to confirm: issued the wording, claimed *done* (model 25, spec CE-3.5). */
  readonly firstPerson?: string
  /** The body answers as a partner an ask is addressed to, not as an authority (D13). */
  readonly asPartner?: boolean
  /** A recorded delegation of the body's signature that the actor may be acting under, and what it is used for (invariant 1). */
  readonly delegation?: Delegation
  readonly ask?: string
  /** London day of the act. */
  readonly today?: string
  /** Post that owns the action. */
  readonly ownerPost?: string | null
  readonly ownerBody?: string | null
}

/** A delegation as recorded: from which authority, to whom, for which asks (null: all), from when to when, both days included. */
export interface Delegation {
  readonly body: string
  readonly person: string
  readonly asks: readonly string[] | null
  readonly from: string
  readonly to: string
}

const READERS: readonly Role[] = [
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
]
const OFFICE: readonly Role[] = ['chair', 'secretariat']
const LEADS: readonly Role[] = ['programme-lead', 'workstream-lead']

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
      return (
        subject.kind !== undefined && subject.closed !== true && is(...WRITERS[subject.kind]) && leads(actor, subject)
      )
    case 'rating.give':
    case 'rating.reaffirm':
    case 'forecast.report':
    case 'progress.report':
    case 'milestone.claim-done':
    case 'milestone.set-state':
      return (is(...LEADS) && leads(actor, subject)) || (is('dcs') && isInScope(actor, subject))
    case 'baseline.propose':
    case 'milestone.own':
    case 'milestone.track':
    case 'dependency.add':
    case 'dependency.remove':
    case 'workstream.recommend-closure':
    case 'link.add':
    case 'link.remove':
      return is(...OFFICE) || (is(...LEADS) && leads(actor, subject))
    case 'milestone.set-row':
      return (
        (is(...LEADS) && leads(actor, subject)) ||
        (is('chief-executive', 'delegate', 'dcs', 'partner') && speaksFor(actor, subject))
      )
    case 'milestone.accept-done':
    case 'milestone.reject-claim':
      return (is('chair') || (is('programme-lead') && leads(actor, subject))) && isSecondPerson(actor, subject)
    case 'baseline.move':
    case 'baseline.refuse':
    case 'milestone.drop':
    case 'scale.switch':
    case 'workstream.close':
    case 'workstream.refuse-closure':
    case 'board.configure':
    case 'ask.configure':
    case 'gate.set-rule':
    case 'gate.resolve':
    case 'decision.note-correction':
    case 'decision.call-in':
    case 'decision.resolve-call-in':
    case 'action.open':
    case 'action.reassign':
    case 'action.cancel':
    case 'entry.correct':
    case 'exempt.read':
      return is(...OFFICE)
    case 'action.report':
    case 'action.claim-done':
      return is(...OFFICE) || (is(...READERS) && owns(actor, subject))
    case 'action.close':
      return is(...OFFICE) && isSecondPerson(actor, subject)
    case 'ledger.export':
      return is(...READERS)
    case 'wording.confirm-editorial':
      return is(...OFFICE) && isSecondPerson(actor, subject)
    case 'ask.withdraw':
      return is('chair')
    case 'sign-off.prepare':
    case 'sign-off.discard':
      return is('chief-executive', 'delegate', 'dcs') && speaksFor(actor, subject)
    case 'sign-off.record':
    case 'sign-off.report':
      return is('secretariat')
    case 'delegation.record':
    case 'delegation.confirm':
    case 'delegation.end':
    case 'sign-off.affirm':
    case 'sign-off.confirm':
    case 'sign-off.dispute':
      return is('chief-executive') && speaksFor(actor, subject)
    case 'appointment.end':
    case 'post.appoint':
      return is('secretariat', 'loader')
    case 'progress.note':
      return is('programme-lead', 'workstream-lead', 'loader') && leads(actor, subject)
    case 'wording.issue':
      return is('chair', 'loader')
    case 'sign-off.give':
    case 'sign-off.withdraw':
    case 'sign-off.accept':
    case 'sign-off.object':
    case 'sign-off.call-in':
    case 'condition.meet':
      if (subject.asPartner === true) return is('partner') && speaksFor(actor, subject)
      return (is('chief-executive') && speaksFor(actor, subject)) || (is('delegate') && isDelegated(actor, subject))
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

const speaksFor = (actor: Actor, { body }: Subject): boolean => actor.body !== null && actor.body === body

/** The first person must be known: without one nobody is a second. */
const isSecondPerson = (actor: Actor, { firstPerson }: Subject): boolean =>
  firstPerson !== undefined && firstPerson !== actor.person

const owns = (actor: Actor, { ownerPost, ownerBody }: Subject): boolean =>
  (actor.post !== null && actor.post === ownerPost) || (actor.body !== null && actor.body === ownerBody)

/** Recorded before the act, to this person, by this authority, for this ask, on a day it covers (invariant 1). */
function isDelegated(actor: Actor, { body, delegation, ask, today }: Subject): boolean {
  if (delegation === undefined || ask === undefined || today === undefined) return false
  return (
    delegation.person === actor.person &&
    delegation.body === body &&
    actor.body === body &&
    (delegation.asks === null || delegation.asks.includes(ask)) &&
    delegation.from <= today &&
    today <= delegation.to
  )
}

/** A workstream lead acts inside their scope only; a programme lead with a scope likewise. Other roles have none. */
function leads(actor: Actor, subject: Subject): boolean {
  if (actor.role !== 'workstream-lead' && actor.role !== 'programme-lead') return true
  if (actor.scope === null) return actor.role === 'programme-lead'
  return isInScope(actor, subject)
}

const isInScope = (actor: Actor, subject: Subject): boolean =>
  (subject.within ?? []).some((id) => actor.scope?.includes(id) ?? false)

/** The acts that lie open to this actor for this subject, for the screen. */
export function abilities(actor: Actor, acts: readonly Act[], subject: Subject = {}): Act[] {
  return acts.filter((act) => may(actor, act, subject))
}
