import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { CHROMIUM_ARGS, findChromium } from './scripts/chromium.mjs'

const executablePath = findChromium()

export default defineConfig({
  test: {
    passWithNoTests: true,
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    projects: [
      {
        test: {
          name: 'node',
          include: ['{shared,db,server}/src/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: ['**/*.pg.test.ts', '**/*.faults.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'pg',
          include: ['{db,server}/src/**/*.pg.test.ts'],
          globalSetup: './db/src/test/postgres.ts',
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      // Real processes that are killed and cut off: by themselves, when the others have given the cores back.
      {
        test: {
          name: 'faults',
          include: ['server/src/**/*.faults.test.ts'],
          globalSetup: './db/src/test/postgres.ts',
          pool: 'forks',
          sequence: { groupOrder: 1 },
          // What they wait for comes as an event; this is for machines that have much else to do.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: './web/vite.config.ts',
        root: './web',
        test: { name: 'web', include: ['src/**/*.test.ts'], exclude: ['**/*.svelte.test.ts'] },
      },
      {
        extends: './web/vite.config.ts',
        root: './web',
        test: {
          name: 'browser',
          include: ['src/**/*.svelte.test.ts'],
          setupFiles: [join(import.meta.dirname, 'web/src/lib/test/page.ts')],
          // These wait for what comes; how long a busy machine may take is not what they promise.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: CHROMIUM_ARGS, ...(executablePath && { executablePath }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
