/** Sign-off states of specification 4.3. "Recorded on behalf of" is a flag on any of them. */
export type SignOffState =
  | 'not-asked'
  | 'awaiting'
  | 'overdue'
  | 'in-preparation'
  | 'deferred'
  | 'signed'
  | 'conditions'
  | 'call-in'
  | 'drifted'
  | 'predecessor'
  | 'inherited'
  | 'declined'
  | 'withdrawn'

export const signOffWord: Record<SignOffState, string> = {
  'not-asked': 'Not asked',
  awaiting: 'Awaiting',
  overdue: 'Overdue',
  'in-preparation': 'In preparation',
  deferred: 'Deferred to a formal decision',
  signed: 'Signed',
  conditions: 'Signed with conditions',
  'call-in': 'Signed, subject to call-in',
  drifted: 'Signed, wording since changed',
  predecessor: 'Predecessor’s sign-off',
  inherited: 'Inherited',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
}
