import { availableParallelism } from 'node:os'
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
          include: ['{shared,db,server}/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.pg.test.ts', '**/*.soak.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'pg',
          include: ['{db,server}/src/**/*.pg.test.ts'],
          globalSetup: './db/src/test/postgres.ts',
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      // Minutes long, and telling only on a quiet machine: `npm run soak`.
      ...(process.env['SOAK'] === '1'
        ? [
            {
              test: {
                name: 'soak',
                include: ['server/src/**/*.soak.test.ts'],
                globalSetup: './db/src/test/postgres.ts',
                pool: 'forks' as const,
                testTimeout: 120_000,
                hookTimeout: 120_000,
              },
            },
          ]
        : []),
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
