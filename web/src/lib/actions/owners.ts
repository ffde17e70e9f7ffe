import type { PayloadInput } from '@concordat/shared/commands'
import type { BoardView } from '@concordat/shared/http'
import type { PostList } from '@concordat/shared/http-actions'

import { postSaid } from '#lib/actions/words.ts'

type Post = PostList['posts'][number]
type Body = Pick<BoardView['bodies'][number], 'id' | 'title'>

/** Who can answer for an action, a body with its posts below it, in the order of the board; bodies without a post come last. */
export interface OwnerGroup {
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export function ownerGroups(bodies: readonly Body[], posts: readonly Post[]): OwnerGroup[] {
  const bodyOf = (post: Post): Body | undefined =>
    bodies.find(({ id }) => id === post.body) ?? bodies.find(({ title }) => title === post.organisation)
  const asOption = (body: Body) => ({ value: `body:${body.id}`, label: body.title })
  const postOption = (post: Post) => ({
    value: `post:${post.id}`,
    label: postSaid({ ...post, holder: post.holder === null ? null : { name: post.holder, acting: post.acting } }),
  })
  const byBody = Map.groupBy(posts, bodyOf)
  const elsewhere = Map.groupBy(byBody.get(undefined) ?? [], ({ organisation }) => organisation)
  const others = bodies.filter((body) => !byBody.has(body))
  return [
    ...bodies.flatMap((body) => {
      const own = byBody.get(body)
      return own ? [{ label: body.title, options: [asOption(body), ...own.map(postOption)] }] : []
    }),
    ...[...elsewhere].map(([label, own]) => ({ label, options: own.map(postOption) })),
    ...(others.length === 0 ? [] : [{ label: 'Other bodies', options: others.map(asOption) }]),
  ]
}

/** The owner that was chosen, as a command names it; a body where a form of an earlier day kept its bare id. */
export const ownerPayload = (chosen: string): Pick<PayloadInput<'action.open'>, 'ownerPost' | 'ownerBody'> =>
  chosen.startsWith('post:')
    ? { ownerPost: chosen.slice('post:'.length) }
    : { ownerBody: chosen.replace(/^body:/u, '') }
