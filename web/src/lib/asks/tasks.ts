import { formatDay, plural } from '@concordat/shared/dates'
import type { AskList, AskView } from '@concordat/shared/http'
import type { MyAuthorityView } from '@concordat/shared/http-sign-offs'
import type { SignOffState as RecordedState } from '@concordat/shared/sign-offs'

import type { SignOffState } from '../ui/sign-offs.ts'
import { askCode } from './copy.ts'

/** One cell of the reader's body, as `MyAuthorityView` names it. */
export type Task = Pick<
  MyAuthorityView['awaiting'][number],
  'askId' | 'number' | 'title' | 'part' | 'state' | 'overdueDays' | 'dueDay' | 'wordingVersion'
>

/** A cell as a line: its mark, what matters about it, and the ways on. */
export interface TaskLine {
  readonly key: string
  readonly task: Task
  readonly state: SignOffState
  readonly note: string
  readonly isOnBehalf: boolean
  /** A condition, or the evidence: words that are not ours. */
  readonly text: string
  readonly ways: readonly { readonly label: string; readonly about: string; readonly href: string }[]
}

type Abilities = AskView['abilities']

export const taskKey = ({ askId, part }: Pick<Task, 'askId' | 'part'>): string => `${askId}.${part?.id ?? ''}`

export const taskHref = (base: string, { askId, part }: Pick<Task, 'askId' | 'part'>): string =>
  `${base}/asks/${askId}/sign${part ? `?part=${part.id}` : ''}`

/**
 * Everything that waits for an answer, the next first (CE-2.1): the overdue, then words that changed after signing, then deferrals
 * whose day has come, then the rest by day and number.
 */
export function waitingTasks(own: MyAuthorityView): readonly Task[] {
  return [
    ...own.awaiting.filter(({ overdueDays }) => overdueDays > 0),
    ...own.drifted,
    ...own.deferrals.filter(({ isDue }) => isDue),
    ...own.awaiting.filter(({ overdueDays }) => overdueDays === 0),
  ]
}

/** What comes next among what this person may answer; `after` leaves out what has just been answered. */
export function nextFor(
  own: MyAuthorityView,
  { asks }: { readonly asks: readonly Pick<AskView, 'id' | 'abilities'>[] },
  after?: { readonly askId: string; readonly part: string | null },
): Task | undefined {
  const open = new Set(asks.filter(({ abilities }) => abilities.includes('sign-off.give')).map(({ id }) => id))
  return waitingTasks(own).find(
    ({ askId, part }) =>
      open.has(askId) && (after === undefined || askId !== after.askId || (part?.id ?? null) !== after.part),
  )
}

export const asksAmong = (tasks: readonly { readonly askId: string }[]): number =>
  new Set(tasks.map(({ askId }) => askId)).size

/** Lines of a page for one body; links only where the server lets this person do what they lead to. */
export class TaskLines {
  readonly #own: MyAuthorityView
  readonly #base: string
  readonly #abilities: ReadonlyMap<string, Abilities>

  constructor(own: MyAuthorityView, list: Pick<AskList, 'asks'>, base: string) {
    this.#own = own
    this.#base = base
    this.#abilities = new Map(list.asks.map(({ id, abilities }) => [id, abilities]))
  }

  get waiting(): TaskLine[] {
    return waitingTasks(this.#own).map((task) => {
      const own = this.#own
      const drifted = own.drifted.find((one) => one === task)
      const deferral = own.deferrals.find((one) => one === task)
      const prepared = own.prepared.find((one) => one.askId === task.askId && one.part === (task.part?.id ?? null))
      const note = drifted
        ? `signed edition ${drifted.answered}, now edition ${task.wordingVersion}`
        : deferral
          ? `${deferral.deferredTo} was to decide on ${formatDay(deferral.until)}`
          : dueSaid(task)
      const word = this.#may(task, 'sign-off.give')
        ? drifted
          ? 'See what changed'
          : prepared
            ? 'Check the prepared answer'
            : 'Read and answer'
        : this.#may(task, 'sign-off.prepare')
          ? 'Prepare'
          : 'Read'
      const state = task.overdueDays > 0 && task.state === 'awaiting' ? 'overdue' : task.state
      return line(task, state, {
        note,
        text: prepared ? `Prepared by ${prepared.by.name}` : '',
        ways: [{ label: word, about: aboutAsk(task, LINKING[word]), href: taskHref(this.#base, task) }],
      })
    })
  }

  get predecessors(): TaskLine[] {
    return this.#own.predecessor.cells.map((task) =>
      line(task, task.state, {
        note: `by ${task.name}, edition ${task.wordingVersion}`,
        ways: this.#acts(task, task.answer, [
          ['sign-off.affirm', 'Affirm', 'act=affirm'],
          ['sign-off.withdraw', 'Withdraw with reasons', 'act=withdraw'],
        ]),
      }),
    )
  }

  get onBehalf(): TaskLine[] {
    return this.#own.onBehalf.map((task) =>
      line(task, task.state, {
        isOnBehalf: true,
        text: task.evidence?.title ?? '',
        note: task.receivedOn ? `came in on ${formatDay(task.receivedOn)}` : '',
        ways: this.#acts(task, task.answer, [
          ['sign-off.confirm', 'Confirm', 'act=confirm'],
          ['sign-off.dispute', 'Dispute', 'act=dispute'],
        ]),
      }),
    )
  }

  get conditions(): TaskLine[] {
    return this.#own.conditions.map((task) => ({
      ...line(task, task.state, {
        text: task.text,
        note: task.met ? `condition ${task.condition + 1}, met` : `condition ${task.condition + 1}, not met yet`,
        ways: task.met
          ? []
          : this.#acts(task, task.answer, [
              ['condition.meet', `Mark condition ${task.condition + 1} as met`, `act=meet&condition=${task.condition}`],
            ]),
      }),
      key: `${taskKey(task)}.${task.condition}`,
    }))
  }

  /** Those whose day is still to come. */
  get deferrals(): TaskLine[] {
    return this.#own.deferrals
      .filter(({ isDue }) => !isDue)
      .map((task) =>
        line(task, task.state, {
          note: `${task.deferredTo}, ${formatDay(task.until)}`,
          ways: this.#may(task, 'sign-off.give')
            ? [{ label: 'Answer', about: aboutAsk(task), href: taskHref(this.#base, task) }]
            : [],
        }),
      )
  }

  get callIns(): TaskLine[] {
    return this.#own.callIns.map((task) =>
      line(task, task.state, {
        note: `until ${formatDay(task.until)}`,
        ways: this.#acts(task, task.answer, [['sign-off.call-in', 'It was called in', 'act=call-in']]),
      }),
    )
  }

  #may(task: Pick<Task, 'askId'>, act: Abilities[number]): boolean {
    return this.#abilities.get(task.askId)?.includes(act) ?? false
  }

  #acts(task: Task, answer: number, acts: readonly (readonly [Abilities[number], string, string])[]): TaskLine['ways'] {
    const receipt = `${this.#base}/receipts/${answer}`
    return [
      ...acts.flatMap(([act, label, query]) =>
        this.#may(task, act)
          ? [{ label, about: aboutAsk(task, label.includes(' ') ? 'of' : ''), href: `${receipt}?${query}` }]
          : [],
      ),
      { label: 'Receipt', about: aboutAsk(task, 'of'), href: receipt },
    ]
  }
}

/** How a link goes on after its word when it is read out alone: `Receipt of ask 7a`. */
const LINKING: { readonly [word: string]: string } = { 'See what changed': 'in', 'Check the prepared answer': 'to' }
const aboutAsk = (task: Task, link = ''): string => `${link && `${link} `}ask ${askCode(task, task.part)}`

const line = (
  task: Task,
  state: SignOffState,
  about: Partial<Pick<TaskLine, 'note' | 'text' | 'isOnBehalf' | 'ways'>>,
): TaskLine => ({ key: taskKey(task), task, state, note: '', text: '', isOnBehalf: false, ways: [], ...about })

/** `14 days past 30 June 2026`, `due 28 July 2026`; empty without a day. */
function dueSaid({ overdueDays, dueDay }: Task): string {
  if (dueDay === null) return ''
  return overdueDays > 0 ? `${plural(overdueDays, 'day')} past ${formatDay(dueDay)}` : `due ${formatDay(dueDay)}`
}

const SAID: readonly (readonly [RecordedState, string])[] = [
  ['signed', 'signed'],
  ['predecessor', 'signed by a predecessor'],
  ['call-in', 'signed, subject to call-in'],
  ['conditions', 'signed with conditions'],
  ['deferred', 'deferred'],
  ['declined', 'declined'],
  ['withdrawn', 'withdrawn'],
]

/**
 * `11 signed, 1 declined on 3 July 2026`: what was answered (CE-2.3), by whole ask. A day is said only where it stands for one ask;
 * beside eleven it would be true of the last only.
 */
export const answeredSaid = (answered: MyAuthorityView['answered']): string =>
  SAID.flatMap(([state, words]) => {
    const group = answered.find((one) => one.state === state)
    if (!group || group.asks.length === 0) return []
    const count = group.asks.length
    return [`${count} ${words}${count === 1 && group.lastOn ? ` on ${formatDay(group.lastOn)}` : ''}`]
  }).join(', ')
