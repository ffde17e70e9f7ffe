import { randomBytes } from 'node:crypto'

import { inject } from 'vitest'

import { close, createDb, type Db } from '@concordat/db/client'
import { migrate } from '@concordat/db/migrate'
import type { TestDatabase } from '@concordat/db/test/postgres'

import { buildApp } from '../app.ts'
import { loadSamples } from '../boards/load-samples.ts'
import { testConfig } from './config.ts'

/** Test files run in processes of their own, all children of one run: the run's id names what they share. */
const TEMPLATE = `samples_${process.ppid}`
/** Any fixed number: one file loads the samples, the others wait. */
const LOCK = 4_118_220_906

/** A database of the caller's own with the sample boards in it: loaded once per run, then copied, which takes a moment only. */
export async function copySampleDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  // One connection, because an advisory lock belongs to the connection that took it.
  const admin = createDb(server, { max: 1 })
  try {
    await prepareTemplate(admin, server)
    await admin.$client.unsafe(`create database ${name} template ${TEMPLATE}`)
  } finally {
    await close(admin)
  }
  return {
    url: urlOf(server, name),
    async drop() {
      const dropping = createDb(server, { max: 1 })
      await dropping.$client.unsafe(`drop database if exists ${name} with (force)`)
      await close(dropping)
    },
  }
}

async function prepareTemplate({ $client }: Db, server: string): Promise<void> {
  // Whoever comes second waits as long as loading takes on a busy machine.
  await $client.unsafe('set lock_timeout = 0; set statement_timeout = 0')
  await $client`select pg_advisory_lock(${LOCK})`
  try {
    const [found] = await $client`select 1 from pg_database where datname = ${TEMPLATE}`
    if (found) return
    const building = `${TEMPLATE}_building`
    await $client.unsafe(`drop database if exists ${building} with (force)`)
    await $client.unsafe(`create database ${building}`)
    await fill(urlOf(server, building))
    await $client.unsafe(`alter database ${building} rename to ${TEMPLATE}`)
  } finally {
    await $client`select pg_advisory_unlock(${LOCK})`
  }
}

/** By the same road as a first start. */
async function fill(url: string): Promise<void> {
  await migrate(url)
  const db = createDb(url, { max: 2 })
  const app = await buildApp({ config: testConfig({ databaseUrl: url }), db, logger: false })
  await loadSamples({ db, commands: app.commands })
  await app.close()
  await close(db)
}

function urlOf(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
