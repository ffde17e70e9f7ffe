import type { Scenario } from './turn.ts'

/**
 * Goal 11: latency across two nodes, and nothing lost when either is killed. It takes a Redis at REDIS_URL and a server that uses it;
 * this is the place to start the second node (`startNode` with the first one's DATABASE_URL) and to seat half of the clients there.
 */
export const NODES: Scenario = {
  id: 'l',
  title: 'Two nodes',
  size: 'cursors',
  goals: [11],
  columns: [
    { key: 'acrossP50', title: 'p50 ms across nodes', digits: 1 },
    { key: 'sameP50', title: 'p50 ms on one node', digits: 1 },
  ],
  takesPart: ({ brings }) => brings,
  unable: () =>
    process.env.REDIS_URL
      ? 'two nodes are not measured yet; the place for it is bench/src/scenarios/nodes.ts'
      : 'REDIS_URL is not set',
  turn: () => Promise.reject(new Error('Two nodes are not measured yet')),
}
