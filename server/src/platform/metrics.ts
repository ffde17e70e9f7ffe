import { createHash, timingSafeEqual } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'

import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Gauge, Registry } from 'prom-client'
import { z } from 'zod'

import { DomainError } from '@concordat/shared/errors'

import { isLoopback } from '../config.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where every capability puts what it counts. Names begin with `concordat_`. */
    readonly metrics: Registry
  }
}

const NANOSECONDS = 1e9

/** What an operator watches, in the text format of Prometheus. Counts and times only: no name, no text, no id of anyone. */
const metrics: FastifyPluginAsyncZod<{ readonly token: string | null }> = async (app, { token }) => {
  const registry = new Registry()
  app.decorate('metrics', registry)

  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  app.addHook('onClose', async () => {
    delay.disable()
    registry.clear()
  })
  new Gauge({
    name: 'concordat_event_loop_delay_seconds',
    help: 'How late the event loop was since the last reading.',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of [50, 99, 100])
        this.set({ quantile: String(quantile / 100) }, delay.percentile(quantile) / NANOSECONDS)
      delay.reset()
    },
  })
  new Gauge({
    name: 'concordat_memory_bytes',
    help: 'Memory of the process.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      const { rss, heapUsed, external } = process.memoryUsage()
      this.set({ kind: 'resident' }, rss)
      this.set({ kind: 'heap' }, heapUsed)
      this.set({ kind: 'external' }, external)
    },
  })

  app.get(
    '/api/metrics',
    {
      schema: {
        summary: 'What an operator watches',
        description:
          'In the text format of Prometheus. From this machine; from another one with METRICS_TOKEN as a bearer token.',
        tags: ['service'],
        response: { 200: z.string().meta({ description: 'Prometheus text format 0.0.4' }) },
      },
    },
    async (request, reply) => {
      if (!mayRead(request, token)) throw hidden()
      reply.type(registry.contentType).serializer((text: string) => text)
      return registry.metrics()
    },
  )
}

export default fp(metrics, { name: 'metrics', dependencies: ['http'] })

/** A proxy on this machine speaks for others: what it passes on is not from here. */
function mayRead({ ip, headers }: FastifyRequest, token: string | null): boolean {
  if (isLoopback(ip) && headers['x-forwarded-for'] === undefined && headers.forwarded === undefined) return true
  const told = headers.authorization
  return token !== null && told !== undefined && timingSafeEqual(digest(told), digest(`Bearer ${token}`))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const hidden = (): DomainError =>
  new DomainError({ kind: 'not-found', title: 'There is nothing here.', detail: 'Check the address.' })
