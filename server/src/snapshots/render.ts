import { formatDay, formatInstant, londonDay, plural } from '@concordat/shared/dates'
import { RATING_WORDS, RATINGS, type Rating } from '@concordat/shared/ratings'
import { SIGN_OFF_STATES, SIGN_OFF_WORDS, tallyInWords } from '@concordat/shared/sign-offs'
import type {
  SnapshotContent,
  SnapshotMilestone,
  SnapshotProgramme,
  SnapshotRating,
  SnapshotWork,
} from '@concordat/shared/snapshot'
import type { Block } from '@concordat/shared/text/blocks'
import { parseText } from '@concordat/shared/text/canonical'

import { markup, type Html } from '../platform/html.ts'
import { ratingChip, ratingMark, SEAL, signOffMark } from './marks.ts'
import { writePage } from '../platform/page.ts'
import { isSignedByAll, listed, milestonesOf, summaryOf, worksOf } from './summary.ts'

/** What publication adds to the content. */
export interface Publication {
  readonly content: SnapshotContent
  /** SHA-256 of the canonical JSON of `content`, as served beside the page. */
  readonly contentHash: string
  readonly publishedAt: Date
}

interface Section {
  readonly id: string
  readonly title: string
  readonly body: Html
}

/** Sections a scrutiny committee expects (spec 4.6) and of which this release holds nothing. */
const NOT_HELD = [
  'Underpinning principles',
  'Intended outcomes and impacts',
  'Emerging impact: feedback',
  'Emerging impact: figures',
  'External assurance',
  'Risks',
  'Upcoming priorities',
  'Challenges',
  'Recommendations monitor',
  'Discussion points',
] as const

const WORDS_A_MINUTE = 200

/**
 * The sealed page of a snapshot (F1, F2, F11): a complete HTML document, made from these three values and nothing else, so
 * that it can be made again. Every word in it is either ours or escaped. Missing sections say so (F6).
 */
export function renderSnapshot(publication: Publication): string {
  const { content } = publication
  const sections: readonly Section[] = [
    { id: 'summary', title: 'One-page summary', body: summarySection(content) },
    { id: 'introduction', title: 'Introduction', body: introductionSection(content) },
    { id: 'leadership', title: 'Leadership and governance', body: leadershipSection(content) },
    {
      id: 'work',
      title: hasWorkstreams(content) ? 'Programmes and workstreams' : 'Programmes',
      body: workSection(content),
    },
    { id: 'asks', title: 'Asks and sign-off', body: askSection(content) },
    { id: 'decisions', title: 'Decisions', body: decisionSection(content) },
    { id: 'pillars', title: 'Pillars and enablers', body: pillarSection(content) },
    { id: 'missing', title: 'What is not in this report', body: missingSection(content) },
    { id: 'appendices', title: 'Appendices', body: appendixSection(content) },
    { id: 'check', title: 'Check this report', body: checkSection(publication) },
  ]
  return writePage({
    title: `${content.title}: ${content.board.title}`,
    of: markup`<a href="../snapshots">Published reports</a>, ${content.board.title}`,
    links: markup`<nav class="formats no-print" aria-label="This report"><a href="${content.number}.json">Data (JSON)</a> <a href="#check">Check this report</a></nav>`,
    main: markup`<article class="report">
${cover(publication)}
${contentsList(sections)}
<div class="text">
${sections.map(
  (
    { id, title, body },
    at,
  ) => markup`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h"><span class="n">${at + 1}</span>${title}</h2>
${body}
</section>
`,
)}</div>
</article>`,
    foot: markup`<p>${content.title}, report ${content.number} of ${content.board.title}. Facts as at ${formatInstant(content.asOf)}.</p><p class="digest">Digest (SHA-256) ${publication.contentHash}</p>`,
  })
}

const hasWorkstreams = ({ programmes }: SnapshotContent): boolean =>
  programmes.some(({ workstreams }) => workstreams.length > 0)

const nothing = ({ board }: SnapshotContent): Html =>
  markup`<p class="reading none">No information provided by ${board.title} for this period.</p>`

function cover({ content, contentHash, publishedAt }: Publication): Html {
  const { board, title, committee, membersAskedTo, asOf, head, number } = content
  const short = contentHash.slice(0, 16).replaceAll(/(.{4})(?=.)/gu, '$1 ')
  return markup`<header class="cover record">
<div class="zone"><b>${SEAL}Published report, number ${number}</b><span class="entry push">Digest ${short}</span></div>
<div class="cover-in">
<div><h1>${title}</h1>
<p class="lead">${committee === null ? board.title : markup`Report to ${committee}`}</p>
${membersAskedTo !== null && markup`<p class="asked"><b>Members are asked to</b> ${membersAskedTo}</p>`}</div>
<dl class="facts">
<dt>Report of</dt><dd>${board.title}</dd>
<dt>Facts as at</dt><dd>${formatInstant(asOf)}</dd>
<dt>Published</dt><dd>${formatInstant(publishedAt)}</dd>
<dt>Ledger entry</dt><dd>${head.seq.toLocaleString('en-GB')}</dd>
</dl></div>
${board.sampleOf !== null && markup`<p class="sample"><b>A sample, not an act of government.</b> ${sentence(board.sampleOf)} People, ratings and answers are invented.</p>`}
</header>`
}

function contentsList(sections: readonly Section[]): Html {
  return markup`<nav class="contents" aria-labelledby="contents-h"><h2 id="contents-h">Contents</h2><ol>
${sections.map(
  ({ id, title, body }, at) =>
    markup`<li><a href="#${id}"><span class="n">${at + 1}</span><span>${title}</span><span class="quiet">${readingMinutes(body)} min</span></a></li>
`,
)}</ol></nav>`
}

/** By the words one sees: those beside the marks of the matrix are for listeners. */
function readingMinutes({ source }: Html): number {
  const words = source
    .replaceAll(/<span class="visually-hidden">[^<]*<\/span>/gu, ' ')
    .replaceAll(/<[^>]*>/gu, ' ')
    .trim()
    .split(/\s+/u)
  return Math.max(1, Math.round(words.length / WORDS_A_MINUTE))
}

function summarySection(content: SnapshotContent): Html {
  const roots = content.programmes.filter(({ parentId }) => parentId === null)
  const milestones = milestonesOf(content)
  const counts: readonly (readonly [number, string])[] = [
    [milestones.filter(({ status }) => status === 'done').length, 'milestones done'],
    [milestones.filter(({ overdue }) => overdue).length, 'milestones past due'],
    ...(content.asks.length === 0
      ? []
      : [
          [
            content.asks.filter((ask) => isSignedByAll(ask)).length,
            `of ${plural(content.asks.length, 'ask')} signed by all`,
          ] as const,
        ]),
    [content.decisions.length, 'decisions on record'],
  ]
  return markup`${roots.map(
    ({
      title,
      rating,
      aim,
    }) => markup`<div class="verdict">${ratingChip(rating, 'big')}<p class="second"><b>${title}.</b>${aim !== null && markup` ${aim}`}</p></div>
`,
  )}<ol class="five">
${summaryOf(content, londonDay(content.asOf)).map(
  (sentence) => markup`<li>${sentence}</li>
`,
)}</ol>
<dl class="counts">${counts.map(([count, what]) => markup`<div><dt>${what}</dt><dd>${count}</dd></div>`)}</dl>`
}

function introductionSection(content: SnapshotContent): Html {
  return markup`<p class="vision">${content.board.summary}</p>
${content.introduction === null ? markup`<p class="reading none">No further introduction was given for this period.</p>` : prose(content.introduction, 3)}`
}

function leadershipSection(content: SnapshotContent): Html {
  const { programmes, terms } = content
  const governed = programmes.filter(({ governance, accountable }) => governance.length > 0 || accountable.length > 0)
  return markup`<h3>Who governs what</h3>
${
  governed.length === 0
    ? nothing(content)
    : table(
        'Governance and accountability of each programme',
        ['Programme', 'Governance', 'Accountable', 'Answers to', 'Agreed by'],
        governed,
        ({ title, governance, accountable, answersTo, agreement }) => [
          title,
          governance.map(
            ({ level, names }) => markup`<span class="line-of">${capital(level)}: ${listed(names)}</span>`,
          ),
          listed(accountable) || 'Not stated',
          listed(answersTo) || 'Not stated',
          agreement === null
            ? 'No date yet'
            : markup`${agreement.due?.text ?? 'No date yet'}<span class="slip">${milestoneState(agreement)}</span>`,
        ],
      )
}
<h3>Terms of reference</h3>
${
  terms.length === 0
    ? nothing(content)
    : table(
        'Terms of reference and their editions',
        ['Terms of reference', 'Edition in force', 'In force from', 'Review by'],
        terms,
        ({ title, edition, inForceFrom, reviewBy, sourceState }) => [
          title,
          edition === null
            ? markup`None adopted here <span class="slip">Source says: ${sourceState}</span>`
            : `Edition ${edition}`,
          inForceFrom === null ? '–' : formatDay(inForceFrom),
          reviewBy === null ? '–' : formatDay(reviewBy),
        ],
      )
}`
}

function workSection(content: SnapshotContent): Html {
  if (content.programmes.length === 0) return nothing(content)
  return markup`${overview(content)}
${content.programmes.map((programme) => programmePart(programme, content))}`
}

function overview(content: SnapshotContent): Html {
  return table(
    'Ratings at a glance',
    ['Work', 'Kind', 'State', 'Rating', 'Milestones'],
    worksOf(content),
    ({ kind, work }) => [
      markup`<a href="#work-${work.id}">${numbered(work)}</a>`,
      capital(kind),
      stateWord(work.status),
      ratingChip(work.rating),
      work.milestones.length === 0
        ? 'None set'
        : `${work.milestones.filter(({ status }) => status === 'done').length} of ${work.milestones.length} done, ${work.milestones.filter(({ overdue }) => overdue).length} past due`,
    ],
  )
}

function programmePart(programme: SnapshotProgramme, content: SnapshotContent): Html {
  return markup`<section class="part" id="work-${programme.id}" aria-labelledby="work-${programme.id}-h">
<div class="part-head"><h3 id="work-${programme.id}-h">${programme.title}</h3>${ratingChip(programme.rating)}</div>
${programme.aim !== null && programme.narrative?.includes(programme.aim) !== true && markup`<p class="reading">${programme.aim}</p>`}
${workBody(programme, content, 4)}
${programme.workstreams.map(
  (work) => markup`<section class="part stream" id="work-${work.id}" aria-labelledby="work-${work.id}-h">
<div class="part-head"><h4 id="work-${work.id}-h">${numbered(work)}${work.status !== 'active' && markup` <span class="tag">${stateWord(work.status)}</span>`}</h4>${ratingChip(work.rating)}</div>
${work.closure != null && markup`<p class="second"><b>${work.closure}.</b></p>`}
${workBody(work, content, 5)}
</section>
`,
)}</section>
`
}

const numbered = ({ number, title }: SnapshotWork): string => (number === null ? title : `${number}. ${title}`)

function workBody(work: SnapshotWork, content: SnapshotContent, level: 4 | 5): Html {
  const workingText = work.narrative !== null || work.aims.length > 0
  return markup`${work.rating && ratingReasons(work.rating)}
${
  workingText &&
  markup`<div class="draft"><p class="zone"><b>Working text as at ${formatInstant(content.asOf)}</b><span>Written by those who lead the work; not a decision.</span></p>
${work.narrative !== null && prose(work.narrative, level)}
${work.aims.length > 0 && markup`${heading(level, 'Aims')}<ul class="aims">${work.aims.map((aim) => markup`<li>${aim}</li>`)}</ul>`}</div>`
}
${heading(level, 'Key milestones')}
${work.milestones.length === 0 ? markup`<p class="none">No milestone has been set.</p>` : milestoneTable(work)}
${heading(level, 'Progress to date')}
${
  work.progress.length === 0
    ? markup`<p class="none">No information provided for this period.</p>`
    : markup`<ul class="progress">${work.progress.map(({ text, when }) => markup`<li>${text}${when !== null && markup` <span class="quiet">${when}</span>`}</li>`)}</ul>`
}`
}

function ratingReasons(rating: SnapshotRating): Html {
  const { value, at, reason, cause, effect, action, owner, by, confirmedAt, contradictions = [], explanation } = rating
  const said: readonly (readonly [string, string | null])[] = [
    ['Reason', reason],
    ['Cause', cause],
    ['Effect', effect],
    ['What is being done', action],
    ['Who answers for it', owner],
    ['By', by === null ? null : formatDay(by)],
    ['Against it', contradictions.length === 0 ? null : contradictions.join(' ')],
    ['Said to that', explanation ?? null],
  ]
  const given = said.flatMap(([name, words]) => (words === null ? [] : markup`<dt>${name}</dt><dd>${words}</dd>`))
  return markup`<p class="second small">Rated ${RATING_WORDS[value].word} on ${formatDay(at)}${confirmedAt != null && `, confirmed on ${formatDay(confirmedAt)}`}.</p>
${given.length > 0 && markup`<dl class="facts reasons">${given}</dl>`}`
}

function milestoneTable(work: SnapshotWork): Html {
  const onRecord = work.milestones.some(({ reported }) => reported != null)
  return table(
    `Milestones of ${work.title}`,
    ['Milestone', 'Due', 'State', onRecord ? 'Forecast' : 'Forecast (working text)', 'Owner (working text)'],
    work.milestones,
    (milestone) => [
      markup`${milestone.title}${slip(milestone.rollUp)}`,
      markup`${milestone.due?.text ?? 'No date yet'}${slip(baselineMoves(milestone))}`,
      milestone.overdue
        ? markup`<b>Past due</b><span class="slip">${stateWord(milestone.status)}</span>`
        : markup`${stateWord(milestone.status)}${slip(milestone.actual)}`,
      markup`${milestone.reported ?? milestone.forecast ?? '–'}${slip(onRecord && milestone.reported == null && milestone.forecast !== null ? 'working text' : milestone.slippage)}`,
      milestone.owner ?? '–',
    ],
  )
}

/** A second line in a cell. */
const slip = (words: string | null | undefined): Html | false =>
  words != null && markup`<span class="slip">${words}</span>`

/** The first baseline stays in sight however often it is moved (B8). */
const baselineMoves = ({ first, moves = 0 }: SnapshotMilestone): string | null =>
  moves === 0 || first == null ? null : `First ${first}, moved ${moves === 1 ? 'once' : plural(moves, 'time')}`

const milestoneState = ({ overdue, status }: SnapshotMilestone): string =>
  overdue ? `Past due, ${stateWord(status).toLowerCase()}` : stateWord(status)

function askSection(content: SnapshotContent): Html {
  const { asks, authorities } = content
  if (asks.length === 0) return nothing(content)
  return markup`<p class="reading">Each authority answers for itself, and for one wording. An answer to earlier words no longer counts as signed. Silence is never an answer.</p>
${table(
  'Where each ask stands',
  ['Ask', 'Wording', 'Answers of the authorities asked'],
  asks,
  ({ number, title, gate, wording, tally }) => [
    markup`${number}. ${title}${gate && markup` <span class="tag">gate</span>`}`,
    wording === null ? 'Not issued yet' : markup`<a href="#wording-${number}">Version ${wording.version}</a>`,
    tally.of === 0 ? 'Nobody asked yet' : `${tallyInWords(tally)}, of ${tally.of}`,
  ],
)}
<h3>Every answer</h3>
<p class="legend" aria-hidden="true">${SIGN_OFF_STATES.map((state) => markup`<span>${signOffMark(state)} ${SIGN_OFF_WORDS[state]}</span> `)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Every answer, by ask and authority">
<table class="table matrix"><caption>Every answer, by ask and authority</caption><thead><tr><th scope="col">Ask</th>${authorities.map(({ short, title }) => markup`<th scope="col"><abbr title="${title}">${short}</abbr></th>`)}</tr></thead><tbody>
${asks.flatMap(({ number, title, rows }) =>
  rows.map(
    ({ part, cells }) =>
      markup`<tr><th scope="row">${number}${part === null ? `. ${title}` : markup`${part.id}. ${part.title}<span class="visually-hidden">, part of ${title}</span>`}</th>${cells.map((state) => markup`<td>${signOffMark(state)}</td>`)}</tr>
`,
  ),
)}</tbody></table></div>
<h3>Answers that are not a plain signature</h3>
${notPlain(content)}`
}

/** Conditions, drift and refusals in words: what a row of marks would let a reader pass over. */
function notPlain({ asks, authorities }: SnapshotContent): Html {
  const lines = asks.flatMap(({ number, rows }) =>
    rows.flatMap(({ part, cells }) =>
      (['conditions', 'call-in', 'predecessor', 'drifted', 'deferred', 'declined', 'withdrawn'] as const).flatMap(
        (state) => {
          const names = authorities.filter((_, at) => cells[at] === state).map(({ short }) => short)
          return names.length === 0
            ? []
            : markup`<li><b>Ask ${number}${part?.id ?? ''}.</b> ${SIGN_OFF_WORDS[state]}: ${listed(names)}</li>`
        },
      ),
    ),
  )
  return lines.length === 0
    ? markup`<p class="reading none">There are none.</p>`
    : markup`<ul class="lines">${lines}</ul>`
}

const DECISION_WORDS: ReadonlyMap<string, string> = new Map([
  ['decided', 'Decided'],
  ['recommended', 'Recommended'],
  ['steer', 'Steer given'],
  ['noted', 'Noted'],
])

function decisionSection(content: SnapshotContent): Html {
  if (content.decisions.length === 0)
    return markup`<p class="reading none">No decision had been recorded by ${formatDay(content.asOf)}.</p>`
  return markup`<ol class="decisions">
${content.decisions.map(
  ({ number, title, text, type, madeOn, supersedes, supersededBy }) => markup`<li><h3>${title}</h3>
<p class="meta"><span class="entry">${number}</span> <span>${DECISION_WORDS.get(type) ?? capital(type)} on ${formatDay(madeOn)}</span>${supersededBy !== null && markup` <b>Superseded by ${supersededBy}</b>`}${supersedes !== null && markup` <span>Supersedes ${supersedes}</span>`}</p>
${prose(text, 4)}</li>
`,
)}</ol>`
}

function pillarSection(content: SnapshotContent): Html {
  const part = (title: string, rows: SnapshotContent['pillars']): Html =>
    markup`<h3>${title}</h3>
${rows.length === 0 ? nothing(content) : markup`<ol class="pillars">${rows.map((row) => markup`<li><b>${row.title}</b>${row.detail !== null && markup`<span class="second"> ${row.detail}</span>`}</li>`)}</ol>`}`
  return markup`${part('Pillars', content.pillars)}
${part('Enablers', content.enablers)}`
}

function missingSection(content: SnapshotContent): Html {
  return markup`<p class="reading">A committee may expect these sections. Nothing was taken out of them: none of it had been given.</p>
${table('Sections without information', ['Section', 'Content'], NOT_HELD, (title) => [title, `No information provided by ${content.board.title} for this period`])}`
}

function appendixSection(content: SnapshotContent): Html {
  const worded = content.asks.flatMap(({ wording, ...ask }) => (wording === null ? [] : [{ ...ask, wording }]))
  return markup`<h3>A. Rating criteria</h3>
${table('What the ratings mean', ['Rating', 'Meaning'], RATINGS, (rating: Rating) => [
  markup`<span class="rating base"><span class="mark-box">${ratingMark(rating)}</span><span>${RATING_WORDS[rating].word}</span></span>`,
  RATING_WORDS[rating].meaning,
])}
<p class="small second">A rating says how confident its owner is. It is given by a person, never worked out, and a rating that nobody confirmed in its period is shown with its age.</p>
<h3>B. Wording of the asks</h3>
${
  worded.length === 0
    ? markup`<p class="reading none">No wording had been issued.</p>`
    : worded.map(
        ({
          number,
          title,
          wording,
        }) => markup`<section class="wording" id="wording-${number}" aria-labelledby="wording-${number}-h"><h4 id="wording-${number}-h">${number}. ${title}</h4>
<p class="meta"><span>Version ${wording.version}, issued ${formatInstant(wording.issuedAt)}</span> <span class="digest">${wording.hash}</span></p>
${prose(wording.text, 5)}</section>
`,
      )
}`
}

function checkSection({ content, contentHash, publishedAt }: Publication): Html {
  return markup`<p class="reading">Every fact in this report is in <a href="${content.number}.json">${content.number}.json</a>, beside this page. Its SHA-256 digest is</p>
<p class="digest whole">${contentHash}</p>
<p class="reading">Save that file and run <code>sha256sum ${content.number}.json</code> (Linux), <code>shasum -a 256 ${content.number}.json</code> (Mac) or <code>Get-FileHash ${content.number}.json</code> (Windows PowerShell). The same digest means: this is exactly what was published on ${formatInstant(publishedAt)}. The board’s ledger holds the digest too, under the publication of report ${content.number}, and the state reported here is that of ledger entry ${content.head.seq.toLocaleString('en-GB')}, with the hash</p>
<p class="digest whole">${content.head.hash}</p>`
}

/** A table whose first column names the row. On a phone each cell says its column. */
function table<T>(
  caption: string,
  columns: readonly string[],
  rows: readonly T[],
  cellsOf: (row: T) => readonly (Html | string | readonly Html[])[],
): Html {
  return markup`<div class="scroll"><table class="table folds"><caption>${caption}</caption><thead><tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr></thead><tbody>
${rows.map((row) => {
  const [first, ...others] = cellsOf(row)
  return markup`<tr><th scope="row">${first ?? ''}</th>${others.map((cell, at) => markup`<td data-label="${columns[at + 1] ?? ''}">${cell}</td>`)}</tr>
`
})}</tbody></table></div>`
}

/** Canonical text as HTML. Headings in it become headings of the level given, whatever theirs, so that the outline has no gap. */
function prose(text: string, level: 3 | 4 | 5): Html {
  return markup`<div class="reading prose">${parseText(text).map((block) => blockOf(block, level))}</div>`
}

function blockOf(block: Block, level: 3 | 4 | 5): Html {
  switch (block.type) {
    case 'heading':
      return heading(level, block.text)
    case 'paragraph':
      return markup`<p>${block.text}</p>`
    case 'list': {
      const items = block.items.map((item) => markup`<li>${item.map((inner) => blockOf(inner, level))}</li>`)
      return block.ordered ? markup`<ol>${items}</ol>` : markup`<ul>${items}</ul>`
    }
  }
}

function heading(level: 3 | 4 | 5, text: string): Html {
  switch (level) {
    case 3:
      return markup`<h3>${text}</h3>`
    case 4:
      return markup`<h4>${text}</h4>`
    case 5:
      return markup`<h5>${text}</h5>`
  }
}

const sentence = (text: string): string => (/[.!?]$/u.test(text) ? text : `${text}.`)
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
/** `not-started` as people say it. */
const stateWord = (status: string): string => capital(status.replaceAll('-', ' '))
