import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, randomUUID, sign, verify } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { checkpointText, type Checkpoint, type SignedCheckpoint } from '@concordat/shared/checkpoint'

import { ConfigError, readPrivateKey, type Config } from '../config.ts'

/** The key that heads are signed with (Ed25519, RFC 8032). The private half stays in here. */
export interface LedgerKey {
  /** First 16 hex digits of the SHA-256 of the raw public key. */
  readonly id: string
  /** 32 bytes as hex. */
  readonly publicKey: string
  sign(checkpoint: Checkpoint): SignedCheckpoint
}

/** What comes before the 32 bytes of an Ed25519 public key in SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = '302a300506032b6570032100'

/**
 * The operator's key, or the one in `dataDir/keys/ledger.pem`, which is made when there is none. Nodes that start at once on one
 * folder agree on one. Rejects with `ConfigError` when the folder cannot be written or holds something else.
 */
export async function loadLedgerKey({ ledgerKey, dataDir }: Pick<Config, 'ledgerKey' | 'dataDir'>): Promise<LedgerKey> {
  return fromPem(ledgerKey ?? (await readOrMake(join(dataDir, 'keys'))))
}

async function readOrMake(folder: string): Promise<string> {
  const file = join(folder, 'ledger.pem')
  try {
    const kept = await read(file)
    if (kept !== undefined) return kept
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const mine = join(folder, `${randomUUID()}.new`)
    await writeFile(mine, pem, { mode: 0o600, flush: true })
    // Whole or not at all, and never over another node's.
    await link(mine, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
    await rm(mine)
    return (await read(file)) ?? pem
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(
      `The key that the ledger is signed with cannot be kept in ${folder} (${codeOf(error) ?? 'unknown'}). ` +
        'Let this user write there, choose another DATA_DIR, or give the key in LEDGER_KEY.',
    )
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    const pem = readPrivateKey(await readFile(file, 'utf8'))
    if (pem === undefined) throw new ConfigError(`${file} holds no Ed25519 private key. Put the right one back.`)
    return pem
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

function fromPem(pem: string): LedgerKey {
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
    .export({ format: 'der', type: 'spki' })
    .subarray(SPKI_PREFIX.length / 2)
    .toString('hex')
  const id = keyIdOf(publicKey)
  return {
    id,
    publicKey,
    sign: (checkpoint) => ({
      ...checkpoint,
      keyId: id,
      signature: sign(null, Buffer.from(checkpointText(checkpoint)), privateKey).toString('base64'),
    }),
  }
}

export const keyIdOf = (publicKey: string): string => hash('sha256', Buffer.from(publicKey, 'hex'), 'hex').slice(0, 16)

/** The public key as others take it in. */
export const pemOf = (publicKey: string): string =>
  publicKeyObject(publicKey).export({ format: 'pem', type: 'spki' }).toString()

const publicKeyObject = (publicKey: string) =>
  createPublicKey({ key: Buffer.from(SPKI_PREFIX + publicKey, 'hex'), format: 'der', type: 'spki' })

/** True when this text was signed with the private half of `publicKey`, and the key is the one that the checkpoint names. */
export function isSigned(checkpoint: SignedCheckpoint, publicKey: string): boolean {
  if (!/^[0-9a-f]{64}$/u.test(publicKey) || keyIdOf(publicKey) !== checkpoint.keyId) return false
  const bytes = Buffer.from(checkpointText(checkpoint))
  return verify(null, bytes, publicKeyObject(publicKey), Buffer.from(checkpoint.signature, 'base64'))
}
