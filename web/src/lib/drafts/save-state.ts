import { plural } from '@concordat/shared/dates'

/**
 * The truth about saving, as arithmetic (H5): local changes against what the server says it has committed. Knows no socket
 * and no clock; the session feeds it, the status line reads it. "Saved" is shown only when nothing is owed.
 */
export interface SaveFacts {
  readonly mayWrite: boolean
  readonly line: 'opening' | 'open' | 'lost'
  /** When the line was lost, in ms; 0 while it stands. */
  readonly lostAt: number
  /** Update frames handed to this socket, its opening step 2 among them when that held anything. */
  readonly sent: number
  /** How many of those the server has committed. */
  readonly acked: number
  /** Which of `sent` is the opening step 2; 0 for none. It carries the first `carried` of `waiting`. */
  readonly opening: number
  readonly carried: number
  /** Changes made while no socket took them. */
  readonly waiting: number
  /** On this socket: the server has sent all it holds, and was sent all that it lacks. */
  readonly heard: boolean
  readonly told: boolean
  readonly typedAt: number
  /** Since when the server owes an acknowledgement; means nothing while nothing is unsaved. */
  readonly owedSince: number
  /** When the last change was committed; 0 before the first. */
  readonly savedAt: number
  readonly closed: Closed | null
  /** Until when the server has asked to be left alone; 0 when it has not. */
  readonly backAt: number
  /** Work that is too large for the line is on its way over HTTPS: the first `carried` of `waiting`. */
  readonly isBringing: boolean
}

const TYPING_MS = 500
const QUIET_MS = 3_000
const AWAY_MS = 15_000

/** Why the line will not come back by itself. */
export type Closed =
  | 'signed-out'
  /** In this browser another person has signed in since. */
  | 'someone-else'
  | 'forbidden'
  | 'gone'
  | 'old-epoch'
  | 'refused'
  | 'reload'
  | 'too-big'
  | 'full'

export type SaveEvent =
  | { readonly type: 'connected'; readonly at: number }
  | { readonly type: 'lost'; readonly at: number }
  /** The opening step 2 has been answered; `holds` when it carried anything. */
  | { readonly type: 'opening-sent'; readonly holds: boolean; readonly at: number }
  | { readonly type: 'changed'; readonly at: number }
  /** Changes gathered since went out as one frame. */
  | { readonly type: 'sent'; readonly changes: number }
  | { readonly type: 'synced'; readonly at: number }
  | { readonly type: 'acknowledged'; readonly count: number; readonly at: number }
  /** The server has said when to come back. */
  | { readonly type: 'told-to-wait'; readonly until: number }
  /** What waits has set out over HTTPS, while the line is down. */
  | { readonly type: 'bringing' }
  /** It is committed, or it will have to be sent again. */
  | { readonly type: 'brought'; readonly isSaved: boolean; readonly at: number }
  | { readonly type: 'rights'; readonly mayWrite: boolean }
  | { readonly type: 'closed'; readonly why: Closed }
  | { readonly type: 'reopened' }

export const atFirst = (mayWrite: boolean): SaveFacts => ({
  mayWrite,
  line: 'opening',
  lostAt: 0,
  sent: 0,
  acked: 0,
  opening: 0,
  carried: 0,
  waiting: 0,
  heard: false,
  told: false,
  typedAt: 0,
  owedSince: 0,
  savedAt: 0,
  closed: null,
  backAt: 0,
  isBringing: false,
})

export function after(facts: SaveFacts, event: SaveEvent): SaveFacts {
  switch (event.type) {
    case 'connected':
      return {
        ...facts,
        line: 'open',
        lostAt: 0,
        owedSince: event.at,
        sent: 0,
        acked: 0,
        opening: 0,
        carried: 0,
        heard: false,
        told: false,
        backAt: 0,
      }
    case 'lost':
      // The count starts anew on the next socket; what this one still owed travels in its step 2.
      return {
        ...facts,
        line: 'lost',
        lostAt: facts.lostAt || lostSince(facts, event.at),
        sent: 0,
        acked: 0,
        opening: 0,
        carried: 0,
        heard: false,
        told: false,
        waiting: unsaved(facts),
      }
    case 'opening-sent':
      // A question later on the same socket is about updates that were counted already.
      if (facts.told) return facts
      return event.holds
        ? {
            ...facts,
            told: true,
            owedSince: event.at,
            sent: facts.sent + 1,
            opening: facts.sent + 1,
            carried: facts.waiting,
          }
        : settled({ ...facts, told: true, waiting: 0 }, event.at)
    case 'changed':
      return {
        ...facts,
        waiting: facts.waiting + 1,
        typedAt: event.at,
        owedSince: unsaved(facts) === 0 ? event.at : facts.owedSince,
      }
    case 'sent':
      return { ...facts, sent: facts.sent + 1, waiting: Math.max(0, facts.waiting - event.changes) }
    case 'synced':
      return settled({ ...facts, heard: true }, event.at)
    case 'acknowledged': {
      const acked = Math.min(Math.max(facts.acked, event.count), facts.sent)
      const brought = facts.opening > 0 && facts.acked < facts.opening && acked >= facts.opening
      return settled(
        { ...facts, acked, owedSince: event.at, waiting: facts.waiting - (brought ? facts.carried : 0) },
        event.at,
      )
    }
    case 'told-to-wait':
      return { ...facts, backAt: event.until }
    case 'bringing':
      // Nothing was typed in this window: it is what an earlier visit left on this device.
      return { ...facts, isBringing: true, carried: Math.max(facts.waiting, 1), waiting: Math.max(facts.waiting, 1) }
    case 'brought':
      return {
        ...facts,
        isBringing: false,
        carried: 0,
        waiting: facts.waiting - (event.isSaved ? facts.carried : 0),
        // Since when the line is down counts from here: until now all went well.
        lostAt: event.at,
      }
    case 'rights':
      return { ...facts, mayWrite: event.mayWrite }
    case 'closed':
      return {
        ...facts,
        closed: event.why,
        line: 'lost',
        sent: 0,
        acked: 0,
        opening: 0,
        carried: 0,
        heard: false,
        told: false,
        isBringing: false,
        waiting: unsaved(facts),
      }
    case 'reopened':
      return { ...facts, closed: null, line: 'opening', lostAt: 0, backAt: 0 }
  }
}

/** A line that had fallen silent was lost when it fell silent, not when that was noticed. */
const lostSince = (facts: SaveFacts, at: number): number => (isSilent(facts, at) ? facts.owedSince : at)

/** The line looks open and the server has not answered for too long: a network that swallows everything. */
export const isSilent = (facts: SaveFacts, now: number): boolean =>
  facts.line === 'open' && unsaved(facts) > 0 && now - facts.owedSince >= QUIET_MS

const settled = (facts: SaveFacts, at: number): SaveFacts => (isSaved(facts) ? { ...facts, savedAt: at } : facts)

/** Changes that are not committed as far as this screen knows. */
export function unsaved({ waiting, sent, acked, opening }: SaveFacts): number {
  const owed = sent - acked
  if (opening <= acked) return waiting + owed
  // The opening step 2 is not a change itself: it brings the waiting ones, or what an earlier visit left on this device.
  return Math.max(waiting + owed - 1, 1)
}

/** A reader is never asked what the server lacks. */
const isAnswered = ({ heard, told, mayWrite }: SaveFacts): boolean => heard && (told || !mayWrite)

export const isSaved = (facts: SaveFacts): boolean =>
  facts.line === 'open' && isAnswered(facts) && facts.closed === null && unsaved(facts) === 0

export type SaveShown =
  | { readonly state: 'connecting' | 'typing' | 'saving' | 'read-only' }
  | { readonly state: 'saved'; readonly at: number }
  | { readonly state: 'unsaved' | 'reconnecting' | 'offline' | 'sending'; readonly waiting: number }
  | { readonly state: 'closed'; readonly why: Closed; readonly waiting: number }

const awaySince = ({ lostAt, backAt }: SaveFacts): number => Math.max(lostAt, backAt)

/** What the status line says at `now`. */
export function shown(facts: SaveFacts, now: number): SaveShown {
  const waiting = unsaved(facts)
  if (facts.closed !== null) return { state: 'closed', why: facts.closed, waiting }
  if (facts.isBringing) return { state: 'sending', waiting }
  const isLost = facts.line === 'lost'
  if (isLost || isSilent(facts, now)) {
    const since = now - (isLost ? awaySince(facts) : facts.owedSince)
    if (since >= AWAY_MS) return { state: 'offline', waiting }
    // Told when to come back, nobody is offline: the service is there and busy.
    if (since >= QUIET_MS || (isLost && facts.backAt > 0)) return { state: 'reconnecting', waiting }
    return waiting > 0
      ? { state: 'unsaved', waiting }
      : !facts.mayWrite
        ? { state: 'read-only' }
        : facts.savedAt > 0
          ? { state: 'saved', at: facts.savedAt }
          : { state: 'connecting' }
  }
  if (facts.line === 'opening' || !isAnswered(facts))
    return waiting > 0 && facts.typedAt > 0 ? { state: 'unsaved', waiting } : { state: 'connecting' }
  if (!facts.mayWrite) return { state: 'read-only' }
  if (now - facts.typedAt < TYPING_MS) return { state: 'typing' }
  return waiting > 0 ? { state: 'saving' } : { state: 'saved', at: facts.savedAt }
}

/** Ms until `shown` may say something else without a new event; undefined when it will not. */
export function changesIn(facts: SaveFacts, now: number): number | undefined {
  const since = facts.line === 'lost' ? awaySince(facts) : unsaved(facts) > 0 ? facts.owedSince : undefined
  const moments = [facts.typedAt + TYPING_MS, ...(since === undefined ? [] : [since + QUIET_MS, since + AWAY_MS])].sort(
    (a, b) => a - b,
  )
  const next = moments.find((moment) => moment > now)
  return next === undefined ? undefined : next - now
}

const DOCUMENT_FULL = 'the document is full'

/** What a close code means here; undefined for those after which the line comes back by itself. */
export function closedBy(code: number, reason = ''): Closed | undefined {
  switch (code) {
    case 4401:
      return 'signed-out'
    case 4403:
      return 'forbidden'
    case 4404:
      return 'gone'
    case 4409:
      return 'old-epoch'
    case 4400:
    case 4422:
      return 'refused'
    case 4426:
      return 'reload'
    case 1009:
      // Too large for the line, it goes another way (abuse case 20).
      return reason === DOCUMENT_FULL ? 'full' : undefined
    default:
      return undefined
  }
}

/** What happened, what was not done and what to do (X5). */
export function closedInWords(why: Closed, waiting: number): { readonly title: string; readonly detail: string } {
  const changes =
    waiting === 0 ? '' : ` ${plural(waiting, 'change')} of yours ${waiting === 1 ? 'is' : 'are'} not saved.`
  switch (why) {
    case 'signed-out':
      return {
        title: 'You are signed out.',
        detail: `Your text stays on this page and on this device.${changes} Sign in again, and it is sent.`,
      }
    case 'forbidden':
      return {
        title: 'You may no longer write here.',
        detail: `Your rights changed while the page was open.${changes} You can copy your text.`,
      }
    case 'gone':
      return {
        title: 'This draft is no longer here.',
        detail: `It was removed, or you may no longer see it.${changes} You can copy your text.`,
      }
    case 'old-epoch':
      return {
        title: 'This draft was restored from an earlier state.',
        detail: `The page shows the older line of work.${changes} Copy your text, then open the draft as it stands now.`,
      }
    case 'refused':
      return {
        title: 'Your last change was refused.',
        detail: `It holds something this draft cannot hold, and nobody else has seen it.${changes} Copy your text, then open the saved draft.`,
      }
    case 'reload':
      return {
        title: 'This page is older than the draft.',
        detail:
          waiting === 0
            ? 'Load the page again to go on. Everything you wrote is saved.'
            : `Load the page again to go on.${changes} What you wrote is kept on this device, and is sent then.`,
      }
    case 'too-big':
      return {
        title: 'That is more than can be taken at once.',
        detail: `What you wrote since the last save, more than 2 MB of it, was not saved.${changes} Copy your text, then open the saved draft and add it piece by piece.`,
      }
    case 'full':
      return {
        title: 'This draft is full.',
        detail: `What you added last was not saved, and nobody else has seen it.${changes} Copy your text, then open the saved draft and take out what is no longer needed.`,
      }
    case 'someone-else':
      return {
        title: 'Another person has signed in here.',
        detail: `Nothing of yours is sent in their name.${changes} Your text stays on this device until you sign in again; you can copy it now.`,
      }
  }
}
