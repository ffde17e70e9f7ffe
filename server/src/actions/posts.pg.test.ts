import { afterAll, beforeAll, expect, test } from 'vitest'

import type { PostList } from '@concordat/shared/http-actions'

import { startTestApp, type TestApp } from '../test/app.ts'

const POSTS = '/api/boards/greater-manchester/posts'

let server: TestApp
beforeAll(async () => (server = await startTestApp({ samples: true })))
afterAll(() => server.close())

test('[41] the posts of a board are told to its readers, and to nobody else', async () => {
  expect((await server.get(POSTS)).status).toBe(401)
  for (const person of ['scrutiny', 'admin', 'newcomer', 'lead-1'])
    expect((await server.get(POSTS, await server.signIn(person))).status, person).toBe(404)
  for (const person of ['secretariat', 'ce-bolton', 'observer']) {
    const { status, body } = await server.get<PostList>(POSTS, await server.signIn(person))
    expect(status, person).toBe(200)
    expect(body.posts).toContainEqual({
      id: 'post-partner-health',
      title: 'Children’s lead',
      organisation: 'Health partners',
      body: 'org-sector-health',
      holder: 'Keith Aspinall',
      acting: false,
    })
  }
})
