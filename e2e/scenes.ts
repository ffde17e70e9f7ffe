import type { CommandType, PayloadInput } from '@concordat/shared/commands'
import type { AskDetail, CommandAnswer } from '@concordat/shared/http'

import { askId, type BoardName, type Person } from './people.ts'

// Scenes are set over HTTP, as the same people with the same rights; the journeys themselves act on the screen. A scene has a
// name: set again, by another worker or a second test, it is the same scene, because the record takes a command id once.

/** Gives one command; `scene` makes it the same one however often it is given. */
export async function act<T extends CommandType>(
  actor: Person,
  board: BoardName,
  type: T,
  payload: PayloadInput<T>,
  scene: string = crypto.randomUUID(),
): Promise<CommandAnswer> {
  const answer = await actor.context.request.post(`/api/boards/${board}/commands`, {
    data: { commandId: scene, type, payload },
  })
  if (!answer.ok()) throw new Error(`${actor.id} was refused ${type}: ${await answer.text()}`)
  return (await answer.json()) as CommandAnswer
}

/** The first words of an ask signed by a chief executive. Answers the number of the entry. */
export async function sign(signer: Person, ask: number, part?: string): Promise<number> {
  const [first] = (await askOf(signer, ask)).wordings.toSorted((a, b) => a.version - b.version)
  if (first === undefined) throw new Error(`Ask ${ask} has no wording`)
  const { seq } = await act(
    signer,
    'greater-manchester',
    'sign-off.give',
    {
      askId: askId(ask),
      ...(part && { part }),
      wordingVersion: first.version,
      wordingHash: first.hash,
      answer: 'signed',
    },
    `scene-sign-${signer.id}-${ask}${part ?? ''}`,
  )
  return seq
}

/** The words in force, answered by a chief executive or a partner. Answers the number of the entry. */
export async function answer(
  signer: Person,
  ask: number,
  given: Omit<PayloadInput<'sign-off.give'>, 'askId' | 'wordingVersion' | 'wordingHash'>,
): Promise<number> {
  const { wording } = (await askOf(signer, ask)).ask
  if (wording === null) throw new Error(`Ask ${ask} has no wording`)
  const words = { askId: askId(ask), wordingVersion: wording.version, wordingHash: wording.hash }
  return (await act(signer, 'greater-manchester', 'sign-off.give', { ...words, ...given })).seq
}

/** A signature whose words have changed since. Answers the number of its entry. */
export async function driftedReceipt(signer: Person, chair: Person, ask: number): Promise<number> {
  const seq = await sign(signer, ask)
  const [first] = (await askOf(chair, ask)).wordings.toSorted((a, b) => a.version - b.version)
  await act(
    chair,
    'greater-manchester',
    'wording.issue',
    {
      askId: askId(ask),
      text: `${first?.text} This includes the first year.`,
      change: 'substantive',
      expectHash: first?.hash ?? null,
    },
    `scene-reword-${ask}`,
  )
  return seq
}

/** Answers the decision's number. Only what is *decided* moves a baseline, closes work or sets a rule. */
export async function decide(
  actor: Person,
  board: BoardName,
  title: string,
  type: 'steer' | 'decided' = 'steer',
): Promise<string> {
  const { number } = await act(
    actor,
    board,
    'decision.record',
    {
      title,
      text: 'That the programme office brings one list of open questions to the next meeting.',
      type,
      authority:
        type === 'decided'
          ? { basis: 'delegation', ref: 'Leaders’ meeting, 27 May 2016' }
          : { basis: 'recommendation-only' },
      reasons: 'Members asked for it.',
    },
    `scene-decide-${title.toLowerCase().replaceAll(' ', '-')}`,
  )
  return String(number)
}

/** Answers the number of the published snapshot. */
export async function publish(secretary: Person, chair: Person, board: BoardName, title: string): Promise<number> {
  const scene = `scene-snapshot-${title.toLowerCase().replaceAll(' ', '-')}`
  const { number } = await act(secretary, board, 'snapshot.freeze', { title }, `${scene}-freeze`)
  await act(chair, board, 'snapshot.publish', { number: Number(number) }, `${scene}-publish`)
  return Number(number)
}

const askOf = (asker: Person, ask: number): Promise<AskDetail> =>
  asker.ask(`/api/boards/greater-manchester/asks/${askId(ask)}`)
