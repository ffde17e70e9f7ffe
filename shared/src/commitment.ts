import { sha256Hex } from './hash.ts'
import { canonicalJson, type Json } from './ledger.ts'

/**
 * What an entry holds in place of something that must not be in the ledger: SHA-256 over the salt's 64 hexadecimal digits followed by the
 * canonical JSON of the content (reliability rule 22). Whoever is shown salt and content can check them; without the salt nothing can be
 * guessed, and once both are erased nobody can.
 */
export const commitmentTo = (salt: string, content: Json): string => sha256Hex(salt + canonicalJson(content))
