import type { CommandType, PayloadInput } from '@concordat/shared/commands'
import type { CommandAnswer } from '@concordat/shared/http'

import { post, type Answer } from './request.ts'

/** Made once for one intention and kept through every retry: pressing twice, or again after a lost answer, records once. */
export const newCommandId = (): string => crypto.randomUUID()

/** Sends one command. A refusal comes back as a problem; nothing is recorded then. */
export function sendCommand<T extends CommandType>(
  board: string,
  command: {
    readonly commandId: string
    readonly type: T
    readonly expect?: number
    readonly payload: PayloadInput<T>
  },
): Promise<Answer<CommandAnswer>> {
  return post<CommandAnswer>(`/api/boards/${board}/commands`, command)
}
