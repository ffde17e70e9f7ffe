import type { DocumentRecord } from '@concordat/db/documents'
import type { Subject } from '@concordat/shared/policy'

import type { Identity } from '../identity/identity.ts'

/** The other nodes on the same log. What is told to them may be lost; the log is compared now and then as well. */
export interface OtherNodes {
  /** Never throws and never waits. */
  tell(topic: string, body: Uint8Array): void
  hear(topic: string, listener: (body: Uint8Array) => void): () => void
  /** Something told may have been lost. */
  onMissed(listener: () => void): () => void
}

/** What the sync engine needs of the rest of the house. */
export interface DocumentPorts {
  readonly identity: Pick<Identity, 'sessionOf' | 'actorOn' | 'onEnded'>
  /** What a document is to the policy: its kind, and what it lies in. */
  subjectOf(document: DocumentRecord): Promise<Subject>
  /** A draft has been read anew into its projection; `seq` of its log. Told after the write, at most every 100 ms per document. Never throws. */
  onProjected(document: DocumentRecord, seq: number): void
  /** Absent: this is the only node. */
  readonly otherNodes?: OtherNodes | undefined
  /** One edit took away more than half of a draft; what was there is kept (abuse case 29). Never throws. */
  onShrunk?(document: DocumentRecord): void
}

/** Where the engine writes down what happened: pino's shape. No document text is ever given to it (reliability P32). */
export interface Log {
  info(what: object, message: string): void
  warn(what: object, message: string): void
  error(what: object, message: string): void
}
