/** What a seat lets its holder do; the columns of `model.md` section 6. `loader` is the sample loader, never a person. */
export const ROLES = [
  'chair',
  'secretariat',
  'programme-lead',
  'workstream-lead',
  'chief-executive',
  'delegate',
  'dcs',
  'partner',
  'lead-member',
  'adviser',
  'scrutiny',
  'observer',
  'admin',
  'loader',
] as const
export type Role = (typeof ROLES)[number]

/** Role in words, and what its holder can do, as the sign-in page and every act's label say it. */
export const ROLE_WORDS: { readonly [R in Role]: { readonly title: string; readonly can: string } } = {
  chair: { title: 'Chair', can: 'Issues wording, records decisions, adopts terms and publishes snapshots' },
  secretariat: {
    title: 'Programme office',
    can: 'Edits drafts, records decisions, adopts terms and freezes snapshots',
  },
  'programme-lead': { title: 'Programme lead', can: 'Edits programmes and plans, and rates them' },
  'workstream-lead': { title: 'Workstream lead', can: 'Edits and rates their own workstreams' },
  'chief-executive': { title: 'Chief executive', can: 'Answers the asks for their own authority' },
  delegate: {
    title: 'Deputy',
    can: 'Prepares answers for the chief executive; signs only under a recorded delegation',
  },
  dcs: {
    title: 'Director of children’s services',
    can: 'Reads the board and edits terms of reference; cannot sign for the council',
  },
  partner: { title: 'Partner', can: 'Reads the board and edits terms of reference; does not sign as an authority' },
  'lead-member': { title: 'Lead member', can: 'Reads the board and edits terms of reference' },
  adviser: { title: 'Adviser', can: 'Reads the board and edits ask drafts' },
  scrutiny: { title: 'Scrutiny member', can: 'Reads published snapshots' },
  observer: { title: 'Observer', can: 'Reads the board' },
  admin: { title: 'Administrator', can: 'Manages accounts and settings; reads no board and signs nothing' },
  loader: { title: 'Sample loader', can: 'Sets up sample boards' },
}
