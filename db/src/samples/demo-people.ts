import type { Role } from '@concordat/shared/roles'

/** A place on one sample board. */
interface DemoSeat {
  readonly board: string
  readonly role: Role
  readonly body?: string
  readonly scope?: readonly string[]
}

/** An invented person with one post, and the seats of that post. Any likeness is chance; every page says that they are invented. */
export interface DemoPerson {
  readonly id: string
  readonly name: string
  readonly administrator: boolean
  /** Absent: an account without a post. */
  readonly post?: { readonly id: string; readonly title: string; readonly organisation: string }
  readonly seats: readonly DemoSeat[]
}

const GM = 'greater-manchester'
const LOCALITY = 'manchester-locality'
const UNITARY = 'new-unitary'

const person = (
  id: string,
  name: string,
  title: string,
  organisation: string,
  seats: readonly DemoSeat[],
): DemoPerson => ({
  id,
  name,
  administrator: false,
  post: { id: `post-${id}`, title, organisation },
  seats,
})

const everywhere = (role: Role): DemoSeat[] => [GM, LOCALITY, UNITARY].map((board) => ({ board, role }))

const lead = (number: number, name: string, workstream: string): DemoPerson =>
  person(`lead-${number}`, name, `Workstream lead, ${workstream}`, 'Manchester City Council', [
    { board: LOCALITY, role: 'workstream-lead', scope: [`ws-${number}`] },
  ])

const chiefExecutive = (authority: string, name: string, organisation: string): DemoPerson =>
  person(`ce-${authority}`, name, 'Chief executive', organisation, [
    { board: GM, role: 'chief-executive', body: `org-${authority}` },
  ])

/** The people of the sample boards, by the ids of `contract.md`. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  person('chair', 'Nasreen Qureshi', 'Chair', 'Greater Manchester Combined Authority', everywhere('chair')),
  person(
    'secretariat',
    'Tom Wadsworth',
    'Head of the programme office',
    'Greater Manchester Combined Authority',
    everywhere('secretariat'),
  ),
  person(
    'programme-lead',
    'Lena Okafor',
    'Programme lead',
    'Greater Manchester Combined Authority',
    everywhere('programme-lead'),
  ),

  lead(1, 'Yusuf Demir', 'Complex safeguarding'),
  lead(2, 'Samir Patel', 'Front door'),
  lead(3, 'Joan Prescott', 'Early Help and Early Years'),
  lead(4, 'Agnieszka Wrona', 'Social Work Teams'),
  lead(5, 'Delroy Bennett', 'School Clusters'),
  lead(6, 'Siân Prosser', 'Youth Justice'),
  person('lead-gm', 'Mei-Ling Tsang', 'Programme manager', 'Greater Manchester Combined Authority', [
    {
      board: GM,
      role: 'workstream-lead',
      scope: ['prog-accountable-local-delivery', 'prog-joint-commissioning', 'prog-reform-capability'],
    },
  ]),

  chiefExecutive('bolton', 'Ruth Hargreave', 'Bolton Council'),
  chiefExecutive('bury', 'Imran Sattar', 'Bury Council'),
  chiefExecutive('manchester', 'Helen Ashdown', 'Manchester City Council'),
  chiefExecutive('oldham', 'Tariq Mahmoudi', 'Oldham Council'),
  chiefExecutive('rochdale', 'Gwen Pilling', 'Rochdale Borough Council'),
  chiefExecutive('salford', 'Dominic Farrow', 'Salford City Council'),
  chiefExecutive('stockport', 'Priya Raman', 'Stockport Council'),
  chiefExecutive('tameside', 'Colin Threlfall', 'Tameside Council'),
  chiefExecutive('trafford', 'Adaeze Nwosu', 'Trafford Council'),
  chiefExecutive('wigan', 'Martin Leyland', 'Wigan Council'),

  person('dcs-bolton', 'Farida Chowdhury', 'Director of children’s services', 'Bolton Council', [
    { board: GM, role: 'dcs', body: 'org-bolton' },
  ]),
  person('deputy-bolton', 'Jamila Ahmed', 'Deputy chief executive', 'Bolton Council', [
    { board: GM, role: 'delegate', body: 'org-bolton' },
  ]),
  person('partner-health', 'Keith Aspinall', 'Children’s lead', 'Health partners', [
    { board: GM, role: 'partner', body: 'org-sector-health' },
  ]),
  person(
    'scrutiny',
    'Beverley Oyelaran',
    'Scrutiny committee member',
    'Children’s scrutiny committee',
    everywhere('scrutiny'),
  ),
  person('observer', 'Hamish Drummond', 'Policy adviser', 'Sector body', everywhere('observer')),
  // In no post: could be appointed to one, for example as the next chief executive of an authority.
  { id: 'newcomer', name: 'Robert Entwistle', administrator: false, seats: [] },
  { id: 'admin', name: 'Wendy Achterberg', administrator: true, seats: [] },
]
