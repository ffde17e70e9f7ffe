// Hocuspocus as its guide starts it: all settings at their defaults. STORE, when set, is the file of its SQLite, through its own
// Database extension on the driver that comes with Node.
import { DatabaseSync } from 'node:sqlite'

import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'

const file = process.env.STORE

function sqlite(path) {
  const db = new DatabaseSync(path)
  db.exec('CREATE TABLE IF NOT EXISTS "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))')
  const find = db.prepare('SELECT data FROM "documents" WHERE name = ?')
  const save = db.prepare(
    'INSERT INTO "documents" ("name", "data") VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data',
  )
  return new Database({
    fetch: async ({ documentName }) => find.get(documentName)?.data ?? null,
    store: async ({ documentName, state }) => void save.run(documentName, state),
  })
}

const server = new Server({
  address: '127.0.0.1',
  port: Number(process.env.PORT),
  quiet: true,
  extensions: file ? [sqlite(file)] : [],
})
await server.listen()
console.log('ready')
