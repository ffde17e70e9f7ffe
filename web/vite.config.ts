import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

const api = `http://127.0.0.1:${process.env['API_PORT'] ?? '3000'}`

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
  build: { assetsInlineLimit: 0 },
  server: {
    proxy: {
      '/api': api,
      '/socket.io': { target: api, ws: true },
      '/sync': { target: api, ws: true },
    },
  },
})
