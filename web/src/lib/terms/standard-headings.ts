import { clauseKey, splitClauses } from './clauses.ts'

/** The headings that terms of reference must have (specification 4.7), and what belongs under each. */
export const STANDARD_HEADINGS = [
  { title: 'Purpose', asks: 'Why the board exists' },
  { title: 'Objectives and scope', asks: 'And what is out of scope' },
  { title: 'Authority and delegation', asks: 'What it may decide, what it may only recommend, and to whom' },
  { title: 'Accountability and reporting line', asks: 'Whom it answers to' },
  { title: 'Membership', asks: 'Offices, authorities, voting, observers, substitutes' },
  { title: 'Chair and vice-chair', asks: 'Who takes the chair, and who when they are away' },
  { title: 'Quorum', asks: 'How many, from how many authorities' },
  { title: 'How decisions are made', asks: 'Dissent, urgency between meetings' },
  { title: 'Interests', asks: 'How they are declared and what follows' },
  { title: 'Meetings', asks: 'Frequency, notice, papers, public or private, remote attendance' },
  { title: 'Programme office', asks: 'Who serves the board' },
  { title: 'Information, confidentiality and data sharing', asks: 'What is shared with whom' },
  { title: 'Relationship to scrutiny', asks: 'Which committee, and how it is answered' },
  { title: 'Duration, review, amendment, closure', asks: 'How long, and how these terms change' },
] as const

export interface HeadingCheck {
  readonly title: string
  readonly asks: string
  /** Id of the clause that has this heading; null when it is missing. */
  readonly clause: string | null
  /** The heading is there and nothing is under it. */
  readonly isBare: boolean
}

/** Which of the standard headings a text has. One that begins with the standard words counts: `Membership of the board`. */
export function checkHeadings(canonical: string): HeadingCheck[] {
  const clauses = splitClauses(canonical).filter(({ title }) => title !== '')
  const offset = splitClauses(canonical).length - clauses.length
  return STANDARD_HEADINGS.map(({ title, asks }) => {
    const key = clauseKey(title)
    const index = clauses.findIndex(
      (clause) => clauseKey(clause.title).startsWith(key) || isShortFor(clauseKey(clause.title), key),
    )
    return {
      title,
      asks,
      clause: index === -1 ? null : `clause-${index + offset + 1}`,
      isBare: clauses[index]?.text === '',
    }
  })
}

/** `chair` stands for `chair and vice chair`; one word of at least five letters is enough when it is the first. */
const isShortFor = (short: string, whole: string): boolean =>
  short.length >= 5 && (whole === short || whole.startsWith(`${short} `))

/** The headings as a text to start from. */
export const standardText = (): string =>
  STANDARD_HEADINGS.map(({ title }, index) => `# ${index + 1} ${title}`).join('\n\n')
