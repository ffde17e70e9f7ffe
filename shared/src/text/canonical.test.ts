import { expect, test } from 'vitest'

import { canonicalise, CANONICAL_TEXT_VERSION, parseText, textHash } from './canonical.ts'

/**
 * The golden corpus. These digests are under signatures: if one changes, the rules have changed, and that takes a new
 * CANONICAL_TEXT_VERSION beside the old one, never an edit here.
 */
const GOLDEN: readonly {
  readonly name: string
  readonly typed: readonly string[]
  readonly canonical: string
  readonly hash: string
}[] = [
  {
    name: 'an empty text',
    typed: ['', ' ', '\n\n', '\u200b', '\ufeff\u00a0'],
    canonical: '',
    hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
  {
    name: 'composed and decomposed letters (NFC)',
    typed: ['Caf\u00e9 in Hyde', 'Cafe\u0301 in Hyde', 'Cafe\u200b\u0301 in Hyde'],
    canonical: 'Caf\u00e9 in Hyde',
    hash: '187275b26651386e4990b32e775ce06d799f755c6684b1c280b463253dec1c2d',
  },
  {
    name: 'blanks of every kind and number',
    typed: [
      '£75m over five years',
      '£75m\u00a0over five  years',
      ' £75m\u202fover\tfive\u2009\u2009years ',
      '£75m over\nfive years',
      '£75m over\r\nfive\u2028years',
    ],
    canonical: '£75m over five years',
    hash: '01e3a7b776e4b098fcf9960118622b14d03ef0d123cb2dac1c377f31673fa844',
  },
  {
    name: 'a hyphen',
    typed: ['2016-17'],
    canonical: '2016-17',
    hash: '8530e8148e1e9af647be3de5dbbde48005b22eb674df50f09a34585c6ffb221f',
  },
  {
    name: 'a typographic hyphen, breaking or not',
    typed: ['2016\u201017', '2016\u201117'],
    canonical: '2016\u201017',
    hash: '7f54aca11a4540253e7d063111a238e49678c3331d038bd857e19cbce3cc848f',
  },
  {
    name: 'an en dash',
    typed: ['2016–17'],
    canonical: '2016–17',
    hash: '14c8c17c6863f516f3e464002e4f4fcfea887c8281012c0a2ab0f97f315ed062',
  },
  {
    name: 'an em dash',
    typed: ['2016—17'],
    canonical: '2016—17',
    hash: '56a194b34960f1ad4f411613171af658bcac457f69e0b9457a5282da3fdaf96d',
  },
  {
    name: 'a minus sign',
    typed: ['2016−17'],
    canonical: '2016−17',
    hash: 'e1edc30dda0e288362f5c0b5f58b2ebbc3de7b3dcb9859658a2d76e304117b2e',
  },
  {
    name: 'straight quotation marks',
    typed: ['the "review"'],
    canonical: 'the "review"',
    hash: 'dc6843375f13cd491247e2a2fdd3dd0dd1f9aa71561b72c88edd828849b2f2de',
  },
  {
    name: 'curly quotation marks',
    typed: ['the “review”'],
    canonical: 'the “review”',
    hash: '8c4b9a843a09359ec6a1333883faa24b50eab0325c2c6815bf7c1fe10d03aac7',
  },
  {
    name: 'a straight apostrophe',
    typed: ["children's"],
    canonical: "children's",
    hash: '58a77a333e99414f0747079227c630fd98eef026a042cb93d0283300c1a4a6fb',
  },
  {
    name: 'a curly apostrophe',
    typed: ['children’s', 'chil\u00addren’s'],
    canonical: 'children’s',
    hash: '28104db08de317d16029b7347ba69e38d19743496721264989e803b4383ddd26',
  },
  {
    name: 'headings and paragraphs',
    typed: [
      '# Purpose\nThe board meets monthly.',
      '# Purpose\n\nThe board meets monthly.',
      '\n#  Purpose \n\n\n\nThe board\nmeets monthly.\n',
    ],
    canonical: '# Purpose\n\nThe board meets monthly.',
    hash: '4914cf222bf33157fddca66d63f23801d6eb227e1d64bdf1af81de1860197d27',
  },
  {
    name: 'a heading one level down',
    typed: ['## Purpose\n\nThe board meets monthly.'],
    canonical: '## Purpose\n\nThe board meets monthly.',
    hash: '9e932ad226f0260f58260bbd416619fde115725b0661fcf795c2aec0bb9cfc27',
  },
  {
    name: 'the same words without a heading',
    typed: ['Purpose\n\nThe board meets monthly.'],
    canonical: 'Purpose\n\nThe board meets monthly.',
    hash: '6159912d82817cc23529e6b205a291bb38eec7d8a4468e5b3f22d1a581296bc4',
  },
  {
    name: 'the same words in one paragraph',
    typed: ['Purpose\nThe board meets monthly.'],
    canonical: 'Purpose The board meets monthly.',
    hash: '40fc04650e0965863d32a6958435fec8c0e0bb262db30175a2bea4473b1b880e',
  },
  {
    name: 'a list',
    typed: [
      'It will pool:\n- funds\n- risk',
      'It will pool:\n\n- funds\n\n- risk\n',
      'It will pool:\n-  funds \n-  risk',
    ],
    canonical: 'It will pool:\n\n- funds\n- risk',
    hash: '93b9e10819573768781bc06a89c0af517fb75f877ecd49eb2503cf7a660bee01',
  },
  {
    name: 'a numbered list, whatever its numbers were',
    typed: ['It will pool:\n1. funds\n2. risk', 'It will pool:\n\n7. funds\n7. risk'],
    canonical: 'It will pool:\n\n1. funds\n2. risk',
    hash: 'e89f55bff4a73e0f4807fd65dc657391b745e87f93ba1e47df367579ab3c2e55',
  },
  {
    name: 'a list in a list',
    typed: ['- funds\n  - health\n- risk', '- funds\n\n    - health\n\n- risk'],
    canonical: '- funds\n\n  - health\n- risk',
    hash: '4d65f252eb2d695e18549219f328f985cb5d793ede8db446a1509b364899600a',
  },
  {
    name: 'the same items in one list',
    typed: ['- funds\n- health\n- risk'],
    canonical: '- funds\n- health\n- risk',
    hash: '8f16a2d674f931e5879d7c5bc5aa173b33cd32fb78615d145ddb421ffbc2b437',
  },
  {
    name: 'a paragraph that begins like a list',
    typed: ['\\- funds'],
    canonical: '\\- funds',
    hash: '5e2f267ad20bc00f8c964028c572ecc477c56ede6a0e5a28d397ce3d8551239c',
  },
  {
    name: 'a mark with nothing after it, which is a word like any other',
    typed: ['-', '- ', '\\-'],
    canonical: '\\-',
    hash: '0dacd8512ba5c35b2a23c407fcff6c5a2096ebcff5bb6410d594b4218485abd9',
  },
  {
    name: 'marks that change what is seen',
    typed: ['\u200fمجلس\u200e', ' \u200fمجلس\u200e '],
    canonical: '\u200fمجلس\u200e',
    hash: 'ad42d0adfc15397df2b2d0e84cbf430c88aa4e877bddf5555b0ebe00d77ac315',
  },
]

test.each(GOLDEN)('[D2] $name', ({ typed, canonical, hash }) => {
  for (const text of typed) expect(canonicalise(text)).toBe(canonical)
  expect(textHash(canonical)).toBe(hash)
})

test('[D2] no two entries of the corpus have one digest', () => {
  expect(new Set(GOLDEN.map(({ hash }) => hash)).size).toBe(GOLDEN.length)
  expect(CANONICAL_TEXT_VERSION).toBe(1)
})

test('an item keeps its further paragraphs and its nested list apart', () => {
  expect(parseText('1. Funds\n\n   Each authority pays.\n\n   - health\n   - schools\n2. Risk')).toEqual([
    {
      type: 'list',
      ordered: true,
      items: [
        [
          { type: 'paragraph', text: 'Funds' },
          { type: 'paragraph', text: 'Each authority pays.' },
          {
            type: 'list',
            ordered: false,
            items: [[{ type: 'paragraph', text: 'health' }], [{ type: 'paragraph', text: 'schools' }]],
          },
        ],
        [{ type: 'paragraph', text: 'Risk' }],
      ],
    },
  ])
})
