import type { DialectName } from './dialects.ts'
import type { LatencySummary } from './latencies.ts'

/** A place at a document: where to connect, as whom, and under which client id to write. */
export interface Seat {
  readonly document: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly clientId: number
  /** Where it is not the job's: a node of several. */
  readonly port?: number
}

interface Target {
  readonly port: number
  readonly dialect: DialectName
}

/** Which pen somebody holds. `base` names the file with the plan as everyone finds it. */
export type PenKind = { readonly kind: 'text' } | { readonly kind: 'plan' | 'replace'; readonly base: string }

export interface TypingJob extends Target {
  readonly type: 'typing'
  readonly seats: readonly Seat[]
  /** Indexes of the seats that type. */
  readonly typists: readonly number[]
  readonly pen: PenKind
  /** Edits per second of each typist. */
  readonly perSecond: number
  readonly warmUpSeconds: number
  readonly seconds: number
  /** A caret goes with every edit. */
  readonly carets: boolean
  /** Somebody who comes when the others have warmed up, and does not read. */
  readonly stuck?: Seat
  /** File with what the first client sends in, and keeps open, where the server does not bring it: some drop a document when nobody is in it. */
  readonly fill?: string
}

/** Everyone types in one document, faster from step to step, until p95 passes the limit. */
export interface RampJob extends Target {
  readonly type: 'ramp'
  readonly seats: readonly Seat[]
  /** Deliveries per second to offer, in order. */
  readonly steps: readonly number[]
  readonly tries: number
  readonly settleSeconds: number
  readonly seconds: number
  readonly limitMs: number
}

export interface JoinJob extends Target {
  readonly type: 'join'
  /** Keeps the document open, and types when it is time to. */
  readonly keeper: Seat
  /** Watches how long the keeper's edits take. */
  readonly observer: Seat
  readonly joiners: readonly Seat[]
  readonly storm: readonly Seat[]
  /** Bytes of content without which nobody has joined. */
  readonly contentBytes: number
  readonly perSecond: number
  /** As in `TypingJob`: what the keeper sends in. */
  readonly fill?: string
}

/** Connects, takes the whole document, leaves. */
export interface FirstJoinJob extends Target {
  readonly type: 'first-join'
  readonly seat: Seat
  readonly contentBytes: number
}

/** Sends content in: a file, or a text of so many KiB to each seat's document. Then types `edits` letters at a pace any server takes. */
export interface PushJob extends Target {
  readonly type: 'push'
  readonly seats: readonly Seat[]
  readonly content?: { readonly file: string } | { readonly kib: number }
  readonly edits: number
}

export interface MemoryJob extends Target {
  readonly type: 'memory'
  readonly warm: readonly Seat[]
  readonly idle: readonly Seat[]
  readonly documents: readonly Seat[]
  readonly kib: number
  readonly settleSeconds: number
  readonly leaveSeconds: number
}

/** Types until the server is gone, then says what it had promised and shown. */
export interface UntilKilledJob extends Target {
  readonly type: 'until-killed'
  readonly seats: readonly Seat[]
  readonly perSecond: number
  /** The node that goes, of several: those on the others type on for a moment. */
  readonly victim?: number
}

/** What each document holds, as state vectors. */
export interface ReadStateJob extends Target {
  readonly type: 'read-state'
  readonly seats: readonly Seat[]
}

export type Job = TypingJob | RampJob | JoinJob | FirstJoinJob | PushJob | MemoryJob | UntilKilledJob | ReadStateJob

export interface Window {
  /** Edits sent, and how often they arrived at somebody else. */
  readonly edits: number
  readonly delivered: number
  /** Deliveries that had not come when the drain was over. */
  readonly missing: number
  readonly seconds: number
  readonly latency: LatencySummary
  /** Of those deliveries that went from one node to another. */
  readonly across: LatencySummary
  /** Edit to acknowledgement, where the server gives one. */
  readonly acknowledged: LatencySummary
  readonly carets: number
  /** Of the load generator, as a share of one core. */
  readonly generatorCore: number
  readonly generatorMs: number
  /** Connections the server ended, by close code and reason. */
  readonly closes: Readonly<Record<string, number>>
}

export interface Results {
  readonly typing: {
    readonly window: Window
    /** Sent to each of those who read. */
    readonly bytesToEach: number
    /** How the connection of the one who does not read was ended: its close code, 0 without one, null while it stands. */
    readonly stuckCode: number | null
  }
  readonly ramp: { readonly steps: readonly (Window & { readonly offered: number; readonly passed: boolean })[] }
  readonly join: {
    readonly alone: LatencySummary
    readonly whileTyping: LatencySummary
    readonly storm: LatencySummary
    readonly editsWhileTyping: LatencySummary
    readonly editsDuringStorm: LatencySummary
    readonly generatorMs: number
  }
  readonly 'first-join': { readonly ms: number }
  readonly push: { readonly clock: number }
  readonly memory: object
  readonly 'until-killed': {
    /** By document and client id. */
    readonly authors: readonly {
      readonly document: string
      readonly client: number
      readonly sent: number
      readonly acknowledged: number | null
      readonly seen: number
    }[]
  }
  readonly 'read-state': { readonly clocks: Readonly<Record<string, Readonly<Record<string, number>>>> }
}

/** From the generator: a moment at which the harness takes the server's measure, and goes on when it is told to. */
export type FromLoad =
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'done'; readonly result: Results[Job['type']] }
  | { readonly type: 'failed'; readonly message: string }
export type ToLoad = { readonly type: 'job'; readonly job: Job } | { readonly type: 'go' }
