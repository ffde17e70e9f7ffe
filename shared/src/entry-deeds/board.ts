import { noteOf, type Deed } from './deed.ts'

const added =
  (thing: string): Deed =>
  (said) => ({ deed: `added the ${thing} ${said.text('title')}` })

/** The board itself: its set-up, seats, drafts, snapshots, and corrections of the record. */
export const BOARD_DEEDS = {
  'board.create': (said) => ({ deed: `set up the board, ${said.text('title')}` }),
  'body.add': added('body'),
  'role.add': added('office'),
  'programme.add': added('programme'),
  'item.add': added('item'),
  'accountability.add': added('line of accountability'),
  'pillar.add': added('pillar'),
  'enabler.add': added('enabler'),
  'workstream.add': added('workstream'),
  'milestone.add': added('milestone'),
  'document.create': (said) => ({ deed: `opened the draft of ${said.text('title')}` }),
  'post.appoint': (said) => ({
    deed: `seated ${said.name('person')} as ${said.text('post.title')}${said.text('post.title') === '' ? said.name('post.id') : ''}`,
  }),
  'appointment.end': (said) => ({
    deed: `ended the appointment of ${said.name('personId')} as ${said.name('postId')} on ${said.day('on')}`,
    ...noteOf(said, 'reason'),
  }),
  'snapshot.freeze': (said) => ({
    deed: `froze snapshot ${said.text('number')}, ${said.text('title')}`,
    href: 'snapshots',
  }),
  'snapshot.publish': (said) => ({ deed: `published snapshot ${said.text('number')}`, href: 'snapshots' }),
  'entry.correct': (said) => ({
    deed: `corrected entry ${said.text('corrects')}`,
    href: `record?entry=${said.text('corrects')}`,
    ...noteOf(said, 'says'),
  }),
} as const satisfies Readonly<Record<string, Deed>>
