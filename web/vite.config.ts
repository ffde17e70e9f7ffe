import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

const api = `http://127.0.0.1:${process.env['API_PORT'] ?? '3000'}`

const FRAME = new RegExp(
  [
    String.raw`/web/src/lib/(?:api/(?:load|request)|live/board-live|frame/(?:BoardPage|page-frame)|ui/(?:Avatar|Brand|Breadcrumbs|Card|Icon|LiveState|PageHead|RatingChip|RatingMark)|ui/(?:RecordPanel|Seal|Shell|SignOffGlyph|StateLine|ratings))`,
    String.raw`/shared/src/(?:dates|sign-offs)\.ts`,
  ].join('|'),
)

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter(),
      // Kit adds a nonce (or a hash, on prerendered pages) for the one script it writes; nothing else may run.
      csp: {
        mode: 'auto',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The style attribute of Kit's route announcer, and no other.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  // Fonts stay files, so that they can be preloaded and cached on their own.
  // The tokens stand on light-dark() inside custom properties, which a down-levelled copy cannot resolve per island.
  // No list of every page's chunks in the first file: the page that is opened is preloaded by Kit, the others on hover.
  build: { modulePreload: false, assetsInlineLimit: 0, cssTarget: ['chrome123', 'firefox121', 'safari17.5'] },
  // What every page of a board needs at once travels as one file: thirty small ones compress worse and queue on a phone.
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                // Kit's start file hands the page's version over before anything reads it. Drawn into the frame, it would be
                // read too early, and every error page would take itself for outdated and load itself again without end.
                { name: 'start', test: /runtime\/client\/payload\.js$|vite\/preload-helper/u, priority: 1 },
                { name: 'frame', test: FRAME },
              ],
            },
          },
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': api,
      '/verifier': api,
      '/socket.io': { target: api, ws: true },
      '/sync': { target: api, ws: true },
    },
  },
})
