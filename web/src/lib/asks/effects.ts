import type { Answer } from '@concordat/shared/sign-offs'

/** What each answer but the plain one does, in a sentence; the plain one is told at length beside it. */
export const ANSWER_EFFECT: { readonly [A in Answer]: string } = {
  signed: '',
  conditions:
    'With conditions: it is shown as such and not counted as signed. When you have marked every condition as met, it becomes a signature.',
  deferred:
    'Deferred: the ask stays open until the body you name has decided. On its day you are asked again; nothing happens by itself.',
  declined: 'Declined: your reasons are on record for everyone on this board. You may answer anew at any time.',
}
