import { SIGN_OFF_WORDS, type SignOffState as RecordedState } from '@concordat/shared/sign-offs'

/**
 * What a mark can show: the states of the record, *overdue*, which is worked out by date, and *inherited* (specification 4.3).
 * "Recorded on behalf of" is a flag on any of them.
 */
export type SignOffState = RecordedState | 'overdue' | 'inherited'

export const signOffWord: Record<SignOffState, string> = {
  ...SIGN_OFF_WORDS,
  overdue: 'Overdue',
  inherited: 'Inherited',
}
