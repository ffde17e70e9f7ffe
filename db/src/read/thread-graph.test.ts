import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { ThreadItem } from '@concordat/shared/http-threads'

import { keyOf, MOST_SHOWN, threadOf, type Edge } from './thread-graph.ts'

const item = (id: string): ThreadItem => ({ kind: 'milestone', id, title: id, state: null, path: null })
const itemsOf = (ids: readonly string[]) => new Map(ids.map((id) => [keyOf('milestone', id), item(id)]))
const edge = (serving: string, served: string, relation = 'serves'): Edge => ({
  serving: keyOf('milestone', serving),
  served: keyOf('milestone', served),
  relation,
  link: null,
})
const shape = (steps: ReturnType<typeof threadOf>['serves']) =>
  steps.map(({ item: { id }, next }) => [id, next.map((far) => far.item.id)])

test('[A10] two steps both ways, and no third', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const edges = [edge('a', 'b'), edge('b', 'c'), edge('c', 'd'), edge('d', 'e'), edge('e', 'f'), edge('f', 'g')]
  const { serves, restsOn } = threadOf(keyOf('milestone', 'd'), itemsOf(ids), edges)
  expect(shape(serves)).toEqual([['e', ['f']]])
  expect(shape(restsOn)).toEqual([['c', ['b']]])
})

test('[A10] several reasons make one step, and a circle ends', () => {
  const edges = [
    edge('a', 'b', 'relates to'),
    edge('a', 'b', 'is needed by'),
    edge('b', 'c'),
    edge('c', 'a'),
    edge('a', 'a'),
  ]
  const { serves, restsOn } = threadOf(keyOf('milestone', 'a'), itemsOf(['a', 'b', 'c']), edges)
  expect(shape(serves)).toEqual([['b', ['c']]])
  expect(serves[0]?.by.map(({ relation }) => relation)).toEqual(['relates to', 'is needed by'])
  expect(shape(restsOn)).toEqual([['c', ['b']]])
})

test('[20] what the reader may not know of is not there, nor is what hangs on it alone', () => {
  const { serves } = threadOf(keyOf('milestone', 'a'), itemsOf(['a', 'c']), [edge('a', 'b'), edge('b', 'c')])
  expect(serves).toEqual([])
})

test('what is too much to show is counted', () => {
  const many = Array.from({ length: MOST_SHOWN + 7 }, (_, n) => `m${n}`)
  const { restsOn, more } = threadOf(
    keyOf('milestone', 'a'),
    itemsOf(['a', ...many]),
    many.map((id) => edge(id, 'a')),
  )
  expect(restsOn).toHaveLength(MOST_SHOWN)
  expect(more).toEqual({ serves: 0, restsOn: 7 })
})

test('[A10] whatever the links, no item comes twice in one direction, and everything shown is joined', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  const someId = fc.constantFrom(...ids)
  fc.assert(
    fc.property(fc.array(fc.tuple(someId, someId), { maxLength: 30 }), someId, (pairs, start) => {
      const edges = pairs.map(([serving, served]) => edge(serving, served))
      const { serves, restsOn } = threadOf(keyOf('milestone', start), itemsOf(ids), edges)
      for (const [steps, has] of [
        [serves, (from: string, to: string) => pairs.some(([serving, served]) => serving === from && served === to)],
        [restsOn, (from: string, to: string) => pairs.some(([serving, served]) => serving === to && served === from)],
      ] as const) {
        const shown = steps.flatMap((step) => [step.item.id, ...step.next.map((far) => far.item.id)])
        expect(new Set(shown).size).toBe(shown.length)
        expect(shown).not.toContain(start)
        for (const step of steps) {
          expect(has(start, step.item.id)).toBe(true)
          for (const far of step.next) expect(has(step.item.id, far.item.id)).toBe(true)
        }
      }
    }),
  )
})
