import type { Weighty } from './weighty-changes.ts'

/** A body and every name it goes by on its board. */
export interface NamedBody {
  readonly id: string
  readonly names: readonly string[]
}

/** Words that bind, permit, soften or except, by what they come to: `agrees` and `agreed` are the same word of duty. */
const DUTIES: readonly (readonly [means: string, pattern: string])[] = [
  ['will not', "(?:will|shall) not|won[’']t|shan[’']t"],
  ['must not', "must not|mustn[’']t|may not|cannot|can not|can[’']t"],
  ['should not', "should not|shouldn[’']t"],
  ['will', 'will'],
  ['must', 'must|(?:is|are|be|being) (?:required|obliged|bound) to|ha(?:s|ve) to|need(?:s)? to'],
  ['shall', 'shall'],
  ['may', 'may|(?:is|are) (?:free|entitled|permitted|allowed) to'],
  ['should', 'should|ought to|(?:is|are) expected to'],
  ['can', 'can|could'],
  ['would', 'would|might'],
  ['agree', 'agree(?:s|d|ing)?|agreement'],
  ['commit', 'commit(?:s|ted|ting|ment|ments)?'],
  ['undertake', 'undertak(?:e|es|en|ing)|undertook'],
  ['ensure', 'ensur(?:e|es|ed|ing)|guarantee(?:s|d)?'],
  ['sign', 'sign(?:s|ed|ing)?(?: up| off)?'],
  ['adopt', 'adopt(?:s|ed|ing)?'],
  ['accept', 'accept(?:s|ed|ing)?'],
  ['approve', 'approv(?:e|es|ed|ing)'],
  ['support', 'support(?:s|ed|ing)?|back(?:s|ed)?|endors(?:e|es|ed|ing)'],
  ['recognise', 'recogni[sz](?:e|es|ed|ing)|acknowledg(?:e|es|ed|ing)'],
  ['consider', 'consider(?:s|ed|ing)?|tak(?:e|es|ing) (?:\\S+ ){0,4}into account'],
  ['willing', '(?:is|are) (?:willing|prepared|ready) to'],
  [
    'aim',
    'aim(?:s|ed|ing)? to|seek(?:s|ing)? to|intend(?:s|ed|ing)? to|tr(?:y|ies) to|endeavour(?:s|ed)?|help(?:s|ed|ing)? to|plan(?:s|ned)? to|use (?:its|their|all|best) (?:reasonable )?(?:best )?endeavours',
  ],
  ['take part', 'tak(?:e|es|ing) part|participat(?:e|es|ing)'],
  ['answer', 'answer(?:s|ed|ing)?|repl(?:y|ies|ied)|respond(?:s|ed|ing)?'],
  ['pool', 'pool(?:s|ed|ing)?'],
  ['share', 'shar(?:e|es|ed|ing)'],
  ['fund', 'fund(?:s|ed|ing)?|pay(?:s|ing)?|paid|contribut(?:e|es|ed|ing)|invest(?:s|ed|ing)?'],
  ['provide', 'provid(?:e|es|ed|ing)'],
  ['keep', 'keep(?:s|ing)?|kept|maintain(?:s|ed|ing)?'],
  ['stop', 'stop(?:s|ped|ping)?|ceas(?:e|es|ed|ing)|end(?:s|ed|ing)'],
  ['not', 'not|never|no longer|neither|nor'],
  ['no', 'no|none'],
  ['without', 'without'],
  ['unless', 'unless|except(?: for| that| where)?|other than|save (?:that|where)|exclud(?:e|es|ed|ing)'],
  [
    'if',
    'if|where possible|where practicable|where appropriate|as appropriate|so far as|subject to|provided that|in principle|on condition that',
  ],
  ['only', 'only|solely|exclusively'],
  ['at least', 'at least|no less than|not less than|a minimum of'],
  ['at most', 'at most|up to|no more than|not more than|a maximum of'],
  ['reduce', 'reduc(?:e|es|ed|ing)|fewer|less|cut(?:s|ting)?|lower(?:s|ed)?'],
  ['raise', 'rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|more|higher'],
]
const DUTY = phrases(DUTIES.map(([, pattern]) => pattern))
const EACH_DUTY = DUTIES.map(([means, pattern]) => ({ means, pattern: new RegExp(`^(?:${pattern})$`, 'iu') }))

/** Words of duty in the order of the text. */
export function findDuties(text: string): Weighty[] {
  return [...text.matchAll(DUTY)].map(([written]) => ({
    text: written,
    means:
      EACH_DUTY.find(({ pattern }) => pattern.test(written.replaceAll(/\s+/gu, ' ')))?.means ?? written.toLowerCase(),
  }))
}

/** Whom a text speaks of without naming them. */
const GENERIC: readonly (readonly [means: string, pattern: string])[] = [
  ['authority', '(?:local |council |combined |health |all |other )*authorit(?:y|ies)'],
  ['council', '(?:city |borough |county |district |unitary )*councils?'],
  ['partner', '(?:\\p{L}+ )?partners?|partnerships?'],
  ['chief executive', 'chief executives?'],
  ['director', "directors?(?: of children[’']s services)?"],
  ['lead member', '(?:lead members?|leaders?|cabinets?|elected members?|mayors?)'],
  ['board', 'boards?|committees?'],
  ['agency', 'agenc(?:y|ies)|departments?|organisations?|bodies|body|part(?:y|ies)'],
  ['borough', 'boroughs?|areas?|localit(?:y|ies)'],
  ['education', 'education|schools?|colleges?'],
  ['health', 'health|nhs'],
  ['police', 'police'],
  ['justice', 'justice|courts?'],
  ['staff', 'staff|employees|workers|workforce'],
  ['children', 'children|young people|famil(?:y|ies)'],
]
/** `each authority` and `any authority` are not the same addressees; `this` and `the` are no difference of weight. */
const DETERMINER = '(?:(?:each|every|all|any|no|both|other|some|most|either|neither)(?: of)?(?: the)? )?'
const GENERIC_EACH = GENERIC.map(([means, pattern]) => ({
  means,
  pattern: new RegExp(`^(?:${DETERMINER})(?:${pattern})$`, 'iu'),
}))
const GENERIC_ANY = `${DETERMINER}(?:${GENERIC.map(([, pattern]) => pattern).join('|')})`
const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, '\\$&').replaceAll(' ', '\\s+')

/** Bodies by any of their names, and the common words for whoever is asked, in the order of the text. */
export function findAddressees(text: string, bodies: readonly NamedBody[]): Weighty[] {
  const byName = new Map(bodies.flatMap(({ id, names }) => names.map((name) => [name.toLowerCase(), id])))
  // The longest first: “Health and Care Partnership” is not “health” and some partnership.
  const names = [...byName.keys()].filter((name) => name !== '').sort((a, b) => b.length - a.length)
  const pattern = phrases([...names.map(escape), GENERIC_ANY])
  return [...text.matchAll(pattern)].map(([written]) => {
    const folded = written.replaceAll(/\s+/gu, ' ').toLowerCase()
    return { text: written, means: byName.get(folded) ?? genericOf(folded) }
  })
}

function genericOf(folded: string): string {
  const determiner = /^(?:each|every|all|any|no|both|other|some|most|either|neither)\b/u.exec(folded)?.[0] ?? 'the'
  const noun = GENERIC_EACH.find(({ pattern }) => pattern.test(folded))?.means ?? folded
  // “Partners” alone and “health partners” differ; whether one or many does too.
  return `${determiner} ${noun} ${folded.split(' ').at(-1) ?? ''}${noun === 'partner' ? folded : ''}`
}

/** Whole words only, also beside letters that `\b` does not know. */
function phrases(patterns: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
}
