import type { Handle } from '@sveltejs/kit/hooks'

const THEMES = ['light', 'dark']

/**
 * Writes the chosen theme into the first byte of the page, so that it never flashes and needs no inline script.
 * Without a choice the system's own theme stands.
 */
export const handle: Handle = ({ event, resolve }) => {
  const theme = event.cookies.get('theme') ?? ''
  const attribute = THEMES.includes(theme) ? `data-theme="${theme}"` : ''

  return resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%concordat.theme%', attribute),
    preload: (input) =>
      input.type === 'font'
        ? input.filename.endsWith('hyperlegible-next-latin-wght-normal.woff2')
        : input.type !== 'asset',
  })
}
