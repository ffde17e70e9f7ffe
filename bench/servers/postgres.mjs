import { startEmbeddedPostgres } from '@concordat/db/embedded/start-embedded-postgres'

// node postgres.mjs <data folder>: our embedded database by itself, so that it outlives the nodes that are killed on it.

const embedded = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' })
process.on('SIGTERM', async () => {
  await embedded.stop()
  process.exit(0)
})
console.log(`listens at ${embedded.url} .`)
