/** How much of everything a mode does. */
export interface Sizes {
  readonly repetitions: number
  /** Scenarios that are done once, whatever `repetitions` says: the long ones, and those that count instead of measure. */
  readonly once?: readonly string[]
  /** Servers that take part, unless `--servers` says otherwise; absent: all. */
  readonly servers?: readonly string[]
  /** Servers that take part in one scenario; absent: all of the above. */
  readonly serversOf?: Readonly<Record<string, readonly string[]>>
  readonly warmUpSeconds: number
  readonly one: { readonly clients: number; readonly perSecond: number; readonly seconds: number }
  readonly many: {
    readonly clients: number
    readonly typists: number
    readonly perSecond: number
    readonly seconds: number
  }
  readonly rooms: {
    readonly rooms: number
    readonly each: number
    readonly perSecond: number
    readonly seconds: number
  }
  readonly peak: {
    readonly clients: number
    readonly steps: readonly number[]
    readonly tries: number
    readonly settleSeconds: number
    readonly seconds: number
  }
  readonly join: { readonly edits: number; readonly joins: number; readonly storm: number; readonly perSecond: number }
  readonly restart: { readonly restSeconds: number }
  readonly kill: {
    readonly trials: number
    readonly peerTrials: number
    readonly documents: number
    readonly each: number
    readonly perSecond: number
    readonly leastMs: number
    readonly mostMs: number
  }
  readonly memory: {
    readonly connections: number
    readonly documents: number
    readonly kib: number
    readonly settleSeconds: number
    readonly leaveSeconds: number
  }
  readonly stuck: { readonly clients: number; readonly perSecond: number; readonly seconds: number }
  readonly cursors: {
    readonly clients: number
    readonly typists: number
    readonly perSecond: number
    readonly seconds: number
  }
  readonly plan: { readonly clients: number; readonly perSecond: number; readonly seconds: number }
  readonly nodes: {
    readonly clients: number
    readonly typists: number
    readonly perSecond: number
    readonly seconds: number
    /** Kills of each of the two. */
    readonly kills: number
    readonly killAfterMs: number
  }
}

/** Deliveries per second, each step so many times the one before. */
function ladder(first: number, factor: number, last: number): number[] {
  const steps = [first]
  for (let next = first * factor; next <= last * 1.01; next *= factor) steps.push(Math.round(next))
  return steps
}

/**
 * The peak is climbed with 200 writers, not with 50: our server takes 60 frames a second from one socket, so 50 sockets could never ask
 * it for more than 147,000 deliveries a second. 200 at 55 a second ask for 2.2 million.
 */
const LONG: Sizes = {
  repetitions: 5,
  warmUpSeconds: 3,
  one: { clients: 50, perSecond: 16, seconds: 10 },
  many: { clients: 200, typists: 20, perSecond: 5, seconds: 10 },
  rooms: { rooms: 200, each: 3, perSecond: 1, seconds: 22 },
  peak: { clients: 200, steps: ladder(20_000, 1.5, 2_000_000), tries: 3, settleSeconds: 1, seconds: 2 },
  join: { edits: 200_000, joins: 20, storm: 20, perSecond: 20 },
  restart: { restSeconds: 35 },
  kill: { trials: 10, peerTrials: 2, documents: 3, each: 2, perSecond: 20, leastMs: 1_500, mostMs: 4_000 },
  memory: { connections: 400, documents: 100, kib: 27, settleSeconds: 5, leaveSeconds: 60 },
  stuck: { clients: 8, perSecond: 35, seconds: 20 },
  cursors: { clients: 50, typists: 5, perSecond: 8, seconds: 10 },
  plan: { clients: 20, perSecond: 5, seconds: 10 },
  nodes: { clients: 50, typists: 10, perSecond: 5, seconds: 8, kills: 1, killAfterMs: 1_500 },
}

/**
 * What the goals need and no more, in under half an hour: five repetitions where a ratio is to be told from noise, against the servers
 * that the goals name.
 */
const FULL: Sizes = {
  ...LONG,
  once: ['d', 'e', 'f', 'g', 'h', 'i', 'l'],
  serversOf: {
    a: ['relay', 'hocuspocus-sqlite', 'concordat'],
    b: ['relay', 'hocuspocus-sqlite', 'concordat'],
    c: ['relay', 'hocuspocus', 'concordat'],
    d: ['relay', 'hocuspocus-sqlite', 'concordat'],
    e: ['hocuspocus-sqlite', 'concordat'],
    f: ['hocuspocus-sqlite', 'concordat'],
    g: ['hocuspocus-sqlite', 'concordat'],
    h: ['relay', 'hocuspocus', 'concordat'],
    i: ['relay', 'hocuspocus-sqlite', 'concordat'],
    j: ['relay', 'y-websocket', 'concordat'],
    k: ['relay', 'hocuspocus-sqlite', 'concordat'],
  },
  warmUpSeconds: 2,
  one: { ...LONG.one, seconds: 6 },
  many: { ...LONG.many, seconds: 6 },
  rooms: { ...LONG.rooms, seconds: 12 },
  peak: { ...LONG.peak, steps: ladder(45_000, 1.5, 1_600_000), tries: 2, settleSeconds: 0.5, seconds: 1.5 },
  kill: { ...LONG.kill, peerTrials: 1 },
  cursors: { ...LONG.cursors, seconds: 5 },
  plan: { ...LONG.plan, seconds: 6 },
}

/** Everything once, small: shows that the harness works and gives orders of magnitude, no more. */
const SHORT: Sizes = {
  repetitions: 1,
  servers: ['relay', 'hocuspocus-sqlite', 'concordat'],
  warmUpSeconds: 1,
  one: { clients: 50, perSecond: 16, seconds: 1.5 },
  many: { clients: 200, typists: 20, perSecond: 5, seconds: 1.5 },
  rooms: { rooms: 60, each: 3, perSecond: 1, seconds: 2 },
  peak: { clients: 100, steps: ladder(20_000, 3, 540_000), tries: 1, settleSeconds: 0.3, seconds: 1 },
  join: { edits: 40_000, joins: 5, storm: 10, perSecond: 20 },
  restart: { restSeconds: 0.5 },
  kill: { trials: 1, peerTrials: 1, documents: 3, each: 2, perSecond: 20, leastMs: 800, mostMs: 1_500 },
  memory: { connections: 100, documents: 30, kib: 27, settleSeconds: 0.5, leaveSeconds: 1.5 },
  stuck: { clients: 8, perSecond: 50, seconds: 2 },
  cursors: { clients: 50, typists: 5, perSecond: 8, seconds: 1.5 },
  plan: { clients: 20, perSecond: 5, seconds: 2 },
  nodes: { clients: 20, typists: 10, perSecond: 5, seconds: 2, kills: 1, killAfterMs: 800 },
}

/** As little as shows that every part answers; its numbers mean nothing and are not written down. */
const CHECK: Sizes = {
  repetitions: 1,
  servers: ['relay', 'y-websocket', 'hocuspocus', 'hocuspocus-sqlite', 'concordat'],
  warmUpSeconds: 0.2,
  one: { clients: 4, perSecond: 10, seconds: 0.5 },
  many: { clients: 8, typists: 2, perSecond: 5, seconds: 0.5 },
  rooms: { rooms: 4, each: 3, perSecond: 2, seconds: 1 },
  peak: { clients: 6, steps: [200, 400], tries: 1, settleSeconds: 0.2, seconds: 0.5 },
  join: { edits: 4_000, joins: 2, storm: 3, perSecond: 20 },
  restart: { restSeconds: 0.5 },
  kill: { trials: 1, peerTrials: 1, documents: 2, each: 2, perSecond: 20, leastMs: 500, mostMs: 800 },
  memory: { connections: 5, documents: 3, kib: 27, settleSeconds: 0.3, leaveSeconds: 0.5 },
  stuck: { clients: 4, perSecond: 20, seconds: 1 },
  cursors: { clients: 4, typists: 2, perSecond: 8, seconds: 0.5 },
  plan: { clients: 4, perSecond: 5, seconds: 0.5 },
  nodes: { clients: 4, typists: 2, perSecond: 5, seconds: 0.5, kills: 1, killAfterMs: 400 },
}

export const MODES = { full: FULL, long: LONG, short: SHORT, check: CHECK } as const
export type Mode = keyof typeof MODES

/** What our data folder has to hold for a run. */
export function needsOf({ repetitions, rooms, kill, memory, join, ...rest }: Sizes): {
  readonly people: number
  readonly texts: number
  readonly plans: number
  readonly large: number
  readonly largeEdits: number
} {
  const sockets = [rest.one.clients, rest.many.clients, rest.peak.clients, rest.cursors.clients]
  const perRepetition =
    1 + 1 + rooms.rooms + 1 + kill.documents * kill.trials + memory.documents + 3 + 2 + 2 + 2 * rest.nodes.kills
  return {
    // One socket per person in the crowded documents, and never more than eight over all rooms.
    people: Math.max(
      40,
      Math.ceil(Math.max(...sockets) * 1.1),
      Math.ceil((rooms.rooms * rooms.each) / 8),
      memory.connections / 4,
    ),
    texts: perRepetition * repetitions + 20,
    plans: 4 * repetitions + 3,
    large: 2,
    largeEdits: join.edits,
  }
}
