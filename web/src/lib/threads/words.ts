import type { ThreadKind } from '@concordat/shared/payloads/actions'

export const THREAD_KIND_WORDS: { readonly [K in ThreadKind]: string } = {
  programme: 'Programme',
  workstream: 'Workstream',
  milestone: 'Milestone',
  pillar: 'Pillar',
  enabler: 'Enabler',
  ask: 'Ask',
  'sign-off': 'Sign-off',
  decision: 'Decision',
  terms: 'Terms of reference',
  action: 'Action',
}
