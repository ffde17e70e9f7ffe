import { inject } from 'vitest'

import { close, createDb, type Db } from '@concordat/db/client'
import { migrate } from '@concordat/db/migrate'
import { createTestDatabase, dropDatabase, type TestDatabase } from '@concordat/db/test/postgres'

import { buildApp } from '../app.ts'
import { loadSamples } from '../boards/load-samples.ts'
import { testConfig } from './config.ts'

/** Any fixed number: one file loads the samples, the others wait. */
const LOCK = 4_118_220_906

/** A database of the caller's own with the sample boards in it: loaded once per run, then copied, which takes a moment only. */
export async function copySampleDatabase(): Promise<TestDatabase> {
  const [server, template] = [inject('postgresUrl'), inject('templateName')]
  // One connection, because an advisory lock belongs to the connection that took it.
  const admin = createDb(server, { max: 1 })
  try {
    await prepareTemplate(admin, server, template)
  } finally {
    await close(admin)
  }
  return createTestDatabase(template)
}

async function prepareTemplate({ $client }: Db, server: string, template: string): Promise<void> {
  // Whoever comes second waits as long as loading takes on a busy machine.
  await $client.unsafe('set lock_timeout = 0; set statement_timeout = 0')
  await $client`select pg_advisory_lock(${LOCK})`
  try {
    const [found] = await $client`select 1 from pg_database where datname = ${template}`
    if (found) return
    const building = `${template}_building`
    await dropDatabase(server, building)
    await $client.unsafe(`create database ${building}`)
    await fill(urlOf(server, building))
    await $client.unsafe(`alter database ${building} rename to ${template}`)
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
