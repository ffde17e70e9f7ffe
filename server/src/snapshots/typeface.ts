import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Typefaces of sealed pages, by the name in their permanent address. */
const FILES: { readonly [name: string]: string } = {
  'atkinson-hyperlegible-next':
    '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  'atkinson-hyperlegible-mono':
    '@fontsource-variable/atkinson-hyperlegible-mono/files/atkinson-hyperlegible-mono-latin-wght-normal.woff2',
}

/** The WOFF2 file of a typeface, or undefined when no sealed page uses one of that name. */
export async function readTypeface(name: string): Promise<Uint8Array | undefined> {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined
  return file === undefined ? undefined : readFile(fileURLToPath(import.meta.resolve(file)))
}
