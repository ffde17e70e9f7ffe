import { FILL_NOTICE } from '@concordat/shared/documents/condition'

/**
 * Every limit of the sync server, in one table (reliability rule 10). Defaults of the libraries are far wider: `ws` takes
 * frames of 100 MiB and buffers without end.
 */
export const LIMITS = {
  /** Largest frame on a socket, in bytes; 1009 beyond (abuse case 20). */
  frameBytes: 256 * 1024,
  /** Largest update and most structs in one; 1009 beyond. */
  updateBytes: 256 * 1024,
  updateStructs: 20_000,
  /** The same for work done offline that is more than a frame holds, and comes over HTTPS (abuse case 20). */
  offlineBytes: 2 * 1024 * 1024,
  offlineStructs: 100_000,
  /** How often one person may bring such work; 429 beyond. */
  offlinePerMinute: 20,
  /** Client ids in one update: the ones a person wrote under while offline. */
  updateClients: 64,
  /** Longest run of deleted content in one struct (abuse case 26). */
  deletedRun: 100_000,
  /**
   * Encoded size, and number of structs, at which a document takes no more text; 1009, taking away goes on (abuse case 34). Twice the
   * budget of P37, so that a long plan is told in good time and cut off late.
   */
  documentBytes: 2 * 1024 * 1024,
  documentStructs: 200_000,
  /** Share of these at which everyone in the document is told, and how often from then on. */
  fillNotice: FILL_NOTICE,
  fillStep: 0.05,
  /** Share of a document's text that one update may take away without a restore point, and the least text this is asked for. */
  shrinkShare: 0.5,
  shrinkLeast: 200,
  /** Accepted and not yet committed bytes of one document, then 1013 (fault F5). */
  queueBytes: 2 * 1024 * 1024,

  /** Frames of a socket, as a token bucket; 4429 beyond (abuse case 32). */
  framesPerSecond: 60,
  framesBurst: 200,
  /** Presence: bytes of one state, changes per second, and dropped changes until 4429 (abuse case 31). */
  presenceBytes: 2 * 1024,
  presencePerSecond: 10,
  presenceBurst: 20,
  presenceDropped: 100,
  /** Presence of a room goes out at most this often. */
  presenceWindowMs: 50,
  /** Strikes until a socket is closed: gaps within a minute (4400), a reader's edits (4403). */
  gapStrikes: 3,
  gapWindowMs: 60_000,
  /** Updates that may come before the offline work they build on has been asked for and brought. */
  gapsBeforeStep2: 100,
  readOnlyStrikes: 3,

  /** What may arrive behind the upgrade request itself, before the sender is known; 4401 beyond (P12). */
  preAuthBytes: 4 * 1024,
  /**
   * What may arrive while a known person's document is being opened; 1013 beyond. As many frames as one types in half a minute on a
   * busy server (F1), and fewer than `framesBurst`.
   */
  preJoinFrames: 128,
  preJoinBytes: 512 * 1024,
  /** Handshakes as a token bucket; more wait their turn, and beyond so many are sent away with 503 (fault F17). */
  handshakesPerSecond: 50,
  handshakesBurst: 200,
  handshakesWaiting: 2_000,
  /** Who is sent away for a restart comes back within this time, spread by how many there are. */
  returnMostMs: 30_000,
  /** From upgrade to the first sync frame; 4408 beyond (abuse case 5). */
  handshakeMs: 10_000,
  /** Open sockets of one person, and of one person on one document; 4429 beyond, the oldest stay (abuse case 13). */
  socketsPerPerson: 20,
  socketsPerPersonAndDocument: 5,
  /** Unsent bytes of one socket from which on presence waits. */
  presenceBufferedBytes: 64 * 1024,
  /** Unsent bytes of one socket, then 1013 (fault F13). */
  bufferedBytes: 4 * 1024 * 1024,
  /** A socket that should be closed and does not answer is cut off after this. */
  closeGraceMs: 2_000,
  pingMs: 15_000,
  deadMs: 30_000,
  /** Net below the immediate closing of sockets: rights are asked again this often (P15). */
  recheckMs: 60_000,

  /** A room nobody is in stays in memory this long. */
  idleMs: 30_000,
  /** A live document nobody edits is dropped after this, and its bytes kept: it weighs some twenty times as much (performance lesson 5). */
  liveIdleMs: 10_000,
  /** Up to this size a document is made live when it is opened, so that damage is found before anyone is let in. */
  eagerBytes: 64 * 1024,
  /**
   * Committed updates since the cached state, or bytes of them, until it is made anew; and after how much growth, as a share of it. The
   * bytes keep long values that replace each other from filling a document that is small.
   */
  tailUpdates: 500,
  tailBytes: 256 * 1024,
  tailShare: 0.1,
  tailUpdatesAtMost: 5_000,
  /** Updates since the last snapshot that are worth one when the room is closed. */
  snapshotAtClose: 20,
  /** After another node has written to a document, this one takes turns with it for so long. */
  sharedMs: 10_000,
  /** Every open document is compared with the log this often when there are other nodes (repair within 30 s). */
  compareMs: 10_000,
  /** Presence of people on other nodes is forgotten when nothing renews it; a y-websocket client does every 15 s. */
  remotePresenceMs: 32_000,
  /** Rounds of the log, all documents together, as a token bucket: within 5 ms of the last one edits wait for each other. */
  roundsPerSecond: 200,
  roundsBurst: 1,
  /** Rows in one INSERT, and bytes of updates from which on no further document comes into it. */
  roundRows: 1_000,
  roundBytes: 4 * 1024 * 1024,
  /** Waits between attempts while the database does not answer. */
  retryFirstMs: 50,
  retryMostMs: 2_000,
  /** How long a command waits for the log before it is refused as `unavailable`. */
  settleMs: 5_000,
  /** How long a graceful stop waits for the log (P5: the whole process has 10 s). */
  stopMs: 5_000,
  /** From a change after a rest until lists and search know of it, and between two such readings of a draft that goes on changing. */
  projectionFirstMs: 100,
  projectionWindowMs: 1_000,
  /** Most of the time that reading one draft may take for that, as a share; and how long readings may hold up everything else at once. */
  projectionShare: 0.01,
  projectionReadMs: 5,
} as const

export type Limits = { readonly [K in keyof typeof LIMITS]: number }
