import type { Commands } from '../commands/context.ts'
import { adoptTerms } from './adopt-terms.ts'
import { registerTerms } from './register-terms.ts'

/** Terms of reference on the record. */
export function registerTermsCommands(commands: Commands): void {
  commands.on('terms.register', registerTerms)
  commands.on('terms.adopt', adoptTerms, { draft: ({ termsId }) => ({ kind: 'terms', of: termsId }) })
}
