// The server that y-websocket 2 brings, as it is. YPERSISTENCE, when set, is the folder of its LevelDB.
import { createRequire } from 'node:module'

createRequire(import.meta.url)('../node_modules/y-websocket/bin/server.cjs')
