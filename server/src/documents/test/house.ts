import type { DocumentKind } from '@concordat/shared/documents/schema'

import type { RestorePoint } from '../draft.ts'
import { LIMITS, type Limits } from '../limits.ts'
import { LogWriter, type LogSource } from '../log-writer.ts'
import { UNMETERED } from '../meter.ts'
import type { Log } from '../ports.ts'
import { Room, type RoomParts } from '../room.ts'
import { FakeClock } from './fake-clock.ts'
import { MemoryStore } from './memory-store.ts'

/** As shipped, for a clock that stands still between two edits: rounds of the log need not wait for it. */
export const HASTY: Limits = { ...LIMITS, roundsBurst: 10_000 }

/** What the engine wrote down, for tests that care. */
export class MemoryLog implements Log {
  readonly lines: { readonly level: string; readonly what: object; readonly message: string }[] = []
  info = (what: object, message: string): void => void this.lines.push({ level: 'info', what, message })
  warn = (what: object, message: string): void => void this.lines.push({ level: 'warn', what, message })
  error = (what: object, message: string): void => void this.lines.push({ level: 'error', what, message })
}

export const BOARD = '0190c2f4-7f2e-7c3a-8d62-1f0f6f3c2a00'
export const documentOf = (kind: DocumentKind, id = 'd'): Parameters<MemoryStore['documents']['set']>[1] => ({
  id,
  boardId: BOARD,
  boardSlug: 'manchester-locality',
  kind,
  of: 'w-1',
  title: 'Community hubs',
  epoch: 1,
})

/** One room on a memory store and a clock moved by hand. */
export async function openHouse(
  kind: DocumentKind,
  limits: Partial<Limits> = {},
  store = new MemoryStore(),
  clock = new FakeClock(),
) {
  const all: Limits = { ...HASTY, ...limits }
  const log = new MemoryLog()
  const document = documentOf(kind)
  store.documents.set(document.id, document)
  const writer = new LogWriter({ store, clock, limits: all, log })
  /** The way from the room to the log, as the writer sees it. */
  let source: LogSource | undefined
  const broken: true[] = []
  const folds: Parameters<RoomParts['onFolded']>[0][] = []
  const restorePoints: RestorePoint[] = []
  const room = new Room(
    {
      document,
      writer: {
        wake: (from) => {
          source = from
          writer.wake(from)
        },
      },
      loadDraft: (upTo) => store.loadDraft(document.id, document.epoch, upTo),
      loadUpdates: (after) => store.loadUpdates(document.id, document.epoch, after),
      clock,
      limits: all,
      log,
      meter: UNMETERED,
      onCommitted: () => undefined,
      onBroken: () => void broken.push(true),
      onFolded: (fold) => void folds.push(fold),
      onShrunk: (point) => void restorePoints.push(point),
    },
    await store.loadDraft(document.id, document.epoch),
  )
  return {
    room,
    store,
    clock,
    log,
    writer,
    limits: all,
    broken,
    folds,
    restorePoints,
    unsaved: () => source?.uncommitted(1).length ?? 0,
    conflict: () => source?.conflicted(),
  }
}
