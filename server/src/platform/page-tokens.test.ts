import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

/** What a style sheet sets at the root for the screen and for print, by name. */
function tokensOf(file: string): Map<string, string> {
  const css = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').replaceAll(/\/\*.*?\*\//gsu, '')
  const printAt = css.indexOf('@media print')
  return new Map(
    [...css.matchAll(/:root\s*\{([^}]*)\}/gu)].flatMap(({ index, 1: block = '' }) =>
      [...block.matchAll(/(--[\w-]+):\s*([^;]+);/gu)].map(
        ([, name = '', value = '']) =>
          [`${index < printAt ? 'screen' : 'print'} ${name}`, value.replaceAll(/\s+/gu, '')] as const,
      ),
    ),
  )
}

test('pages without script look as the product does: each token has the value it has there', () => {
  const product = tokensOf('web/src/lib/ui/tokens.css')
  const page = tokensOf('server/src/platform/page.css')
  expect(page.size).toBeGreaterThan(60)
  expect(Object.fromEntries(page)).toEqual(
    Object.fromEntries([...page.keys()].map((name) => [name, product.get(name)])),
  )
})
