import { createRequire, registerHooks } from 'node:module'

import type Driver from 'postgres'

/**
 * `postgres` writes to a socket that may have been closed between two statements of a transaction, from a callback that nobody
 * can catch: the whole process ends with it (porsager/postgres issues 1154 and 1208, open in 3.4.9). With this guard the statement
 * is refused as `CONNECTION_CLOSED`, like any other on a lost connection (fault F4).
 */
const UNGUARDED = 'const x = socket.write(chunk, fn)'
const GUARDED = `if (socket === null) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      return false
    }
    ${UNGUARDED}`

const hooks = registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith('/postgres/cjs/src/connection.js')) return loaded
    const { source } = loaded
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source ?? undefined)
    return { ...loaded, source: text.replace(UNGUARDED, GUARDED) }
  },
})

/** The driver, with the guard. Of two builds in the package this one is loaded by nobody else before the guard is in place. */
export const postgres = createRequire(import.meta.url)('postgres') as typeof Driver
hooks.deregister()
