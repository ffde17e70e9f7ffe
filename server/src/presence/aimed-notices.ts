import type { FastifyInstance } from 'fastify'

import type { Notice } from '@concordat/shared/notices'
import { may, type Act, type Subject } from '@concordat/shared/policy'

import type { NoticeServer } from './rooms.ts'

/** Whom a notice is for when it is not for the whole board: whoever may do `act` to `subject`. */
export interface Audience {
  readonly act: Act
  readonly subject: Subject
}

const TOPIC = 'notice.aimed'

/**
 * Notices for those on a board who can act on them. There is no room for each audience: rooms would repeat the policy, so every socket on
 * the board is asked about by the policy itself, on each node about its own.
 */
export function aimNotices(
  { otherNodes }: Pick<FastifyInstance, 'otherNodes'>,
  io: NoticeServer,
): { tell(notice: Notice, audience: Audience): void; stop(): void } {
  function tellHere(notice: Notice, { act, subject }: Audience): void {
    for (const socket of io.of('/').sockets.values()) {
      const actor = socket.data.boards.get(notice.board)?.actor
      if (actor !== undefined && may(actor, act, subject)) socket.emit('notice', notice)
    }
  }

  const stop = otherNodes?.hear(TOPIC, (body) => {
    // From a node of ours, which wrote it below.
    const { notice, audience } = JSON.parse(Buffer.from(body).toString()) as { notice: Notice; audience: Audience }
    tellHere(notice, audience)
  })

  return {
    tell(notice, audience) {
      tellHere(notice, audience)
      otherNodes?.tell(TOPIC, JSON.stringify({ notice, audience }))
    },
    stop: () => stop?.(),
  }
}
