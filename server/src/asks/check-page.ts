import { markup, type Html } from '../platform/html.ts'
import { readStyle, writePage } from '../platform/page.ts'
import { MAX_WORDING, type CheckAnswer, type CheckForm } from './check-receipt.ts'

const STYLE = readStyle(new URL('check-page.css', import.meta.url))

export const EMPTY_FORM: CheckForm = { board: '', receipt: '', digest: '', wording: '' }

/** The public page on which anyone checks a receipt or a wording (D9): one form, and above it what the last one came to. */
export function renderCheck(form: CheckForm, answer: CheckAnswer | null): string {
  const hasFaults = answer !== null && answer.faults.length > 0
  return writePage({
    title: hasFaults ? 'Not checked: check a receipt or a wording' : 'Check a receipt or a wording',
    of: 'Check a receipt',
    style: STYLE,
    main: markup`<article class="check">
<h1>Check a receipt or a wording</h1>
<p class="reading">Every answer that an authority gives here is bound to exact words. Paste the words to see their digest, and whether they are those a receipt was given for. You need no account.</p>
${answer === null ? null : answerSection(answer)}
${answer === null ? null : typed(form)}
${checkForm(form, answer)}
<section class="about" aria-labelledby="about-h"><h2 id="about-h">What this shows, and what it does not</h2>
<div class="prose reading"><p>Headings, lists, numbers, words and their order count. Kinds of blank, line breaks inside a paragraph and typefaces do not. What is left is the canonical text, and the digest is its SHA-256.</p>
<p>That a receipt is on the record says that an act was recorded for exactly these words. It does not say what the answer was, nor whether it stands today: ask the board.</p>
<p>Nothing that you paste here is kept.</p></div></section>
</article>`,
    foot: markup`<p>Checked with Concordat.</p>`,
  })
}

function answerSection({ computed, matches, onRecord, faults }: CheckAnswer): Html {
  if (faults.length > 0) {
    return markup`<section class="answer fault" role="alert" aria-labelledby="answer-h"><h2 id="answer-h">This could not be checked</h2>
<ul>${faults.map(({ field, message }) => markup`<li><a href="#${field}">${message}</a></li>`)}</ul></section>`
  }
  return markup`<section class="answer" role="status" aria-labelledby="answer-h"><h2 id="answer-h">What was found</h2>
${onRecord === null ? null : verdict(onRecord, ON_RECORD)}
${matches === null ? null : verdict(matches, MATCHES)}
${computed === null ? null : markup`<h3>Digest of the words you pasted</h3><p class="digest whole">${computed}</p>`}
</section>`
}

/**
 * What was typed, for paper, where the form is gone and a yes without its receipt proves nothing. Not within the answer: that one
 * reads the same whatever was wrong.
 */
function typed({ receipt, board, digest }: CheckForm): Html | null {
  const facts = [
    { term: 'Receipt', detail: receipt },
    { term: 'Board', detail: receipt === '' ? '' : board },
    { term: 'Digest given', detail: digest },
  ].filter(({ detail }) => detail !== '')
  return facts.length === 0
    ? null
    : markup`<dl class="typed">${facts.map(({ term, detail }) => markup`<div><dt>${term}</dt><dd>${detail}</dd></div>`)}</dl>`
}

interface Sayings {
  readonly yes: string
  readonly no: string
}
const ON_RECORD: Sayings = {
  yes: 'This receipt is on the record of this board, for exactly these words.',
  no: 'There is no such receipt for exactly these words on the record of a board at this address.',
}
const MATCHES: Sayings = {
  yes: 'The words you pasted have the digest you gave.',
  no: 'The words you pasted do not have the digest you gave. They are other words, or not all of them.',
}

const verdict = (isSo: boolean, { yes, no }: Sayings): Html =>
  markup`<p class="verdict-line"><b>${isSo ? 'Yes' : 'No'}.</b> ${isSo ? yes : no}</p>`

function checkForm(form: CheckForm, answer: CheckAnswer | null): Html {
  const faultOf = (field: keyof CheckForm): string | undefined =>
    answer?.faults.find((fault) => fault.field === field)?.message
  const field = (name: keyof CheckForm, label: string, hint: string): Html => {
    const fault = faultOf(name)
    return markup`<div class="field"><label for="${name}">${label}</label><p class="hint" id="${name}-hint">${hint}</p>${faultLine(name, fault)}
<input id="${name}" name="${name}" value="${form[name]}" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="200" aria-describedby="${describedBy(name, fault)}"${fault === undefined ? null : INVALID}></div>`
  }
  const fault = faultOf('wording')
  return markup`<form method="post" action="/public/check" accept-charset="utf-8">
<div class="field"><label for="wording">The wording</label><p class="hint" id="wording-hint">Paste all of it, as printed on the receipt.</p>${faultLine('wording', fault)}
<textarea id="wording" name="wording" rows="10" maxlength="${MAX_WORDING}" spellcheck="false" aria-describedby="${describedBy('wording', fault)}"${fault === undefined ? null : INVALID}>
${form.wording}</textarea></div>
${field('digest', 'The digest (if you have it)', '64 digits and letters, on the receipt beside “Words”.')}
${field('receipt', 'The number of the receipt (if you have one)', 'For example BOL-05A-2026-01.')}
${field('board', 'The address of the board', 'Needed with a receipt, and printed on it. For example greater-manchester.')}
<button type="submit">Check</button>
</form>`
}

const INVALID = markup` aria-invalid="true"`
const faultLine = (name: string, fault: string | undefined): Html | null =>
  fault === undefined ? null : markup`<p class="fault-line" id="${name}-fault"><b>Not checked:</b> ${fault}</p>`
const describedBy = (name: string, fault: string | undefined): string =>
  fault === undefined ? `${name}-hint` : `${name}-fault ${name}-hint`
