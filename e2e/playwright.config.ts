import { defineConfig } from '@playwright/test'

const executablePath = process.env['CHROMIUM_PATH']
const isRoot = process.getuid?.() === 0

// Every context is a window, and Chromium draws parts of each window's own bar with web pages that nobody looks at: half the
// cost of opening one. The last of these arguments wins, so the first lines repeat what Playwright switches off itself.
const FEATURES_OFF = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'LensOverlay'],
  ...['HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'TcpPortRandomizationWin', 'OptimizationHints', 'AimEnabled'],
  ...['NetworkTimeServiceQuerying', 'PreconnectToSearch'],
  ...['InitialWebUI', 'PreloadTopChromeWebUI', 'WebUIContentsPreload', 'WebUIToolbar', 'WebUIReloadButton'],
  ...['WebUILocationBar', 'WebUIBackForwardButtons', 'WebUIHomeButton', 'WebUIAppMenuButton', 'WebUITabStrip'],
  ...['WebUISplitTabsButton', 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
]

/** The journeys, told by named people in browser contexts of their own, against one real server that `global-setup.ts` starts. */
export default defineConfig({
  testDir: 'tests',
  // Makes pictures and promises nothing: SCREENSHOTS=1 npm run e2e -- screenshots
  testIgnore: process.env['SCREENSHOTS'] === '1' ? [] : '**/screenshots.spec.ts',
  outputDir: '../test-results',
  globalSetup: './global-setup.ts',
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['line'], ['json']] : [['list']],
  use: {
    // Keeping one costs a good part of the time of the journeys: TRACE=1 npm run e2e -- …
    trace: { mode: process.env['TRACE'] === '1' ? 'retain-on-failure' : 'off', screenshots: false, sources: false },
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        `--disable-features=${FEATURES_OFF.join()}`,
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
