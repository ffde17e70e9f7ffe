import { lstat, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The system user Postgres runs as. Postgres refuses to run as root, so root has to name somebody else. */
export interface Account {
  uid: number
  gid: number
  name: string
}

/** Users a system has for work like this, best first. */
const UNPRIVILEGED = ['postgres', 'nobody']

/**
 * Who runs Postgres: `undefined` means the user running Node, which is right for everybody but root.
 * For root it is whoever owns the existing cluster, so that a folder made by an ordinary user keeps working.
 */
export async function accountFor(cluster: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const users = await knownUsers()
  const owner = await lstat(cluster).catch(() => undefined)
  if (owner && owner.uid !== 0) {
    const name = users.find((user) => user.uid === owner.uid)?.name ?? `uid ${owner.uid}`
    return { uid: owner.uid, gid: owner.gid, name }
  }
  for (const name of UNPRIVILEGED) {
    const user = users.find((candidate) => candidate.name === name)
    if (user && user.uid !== 0) return user
  }
  return { uid: 65534, gid: 65534, name: 'uid 65534' }
}

async function knownUsers(): Promise<Account[]> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((user) => user.name !== '' && Number.isInteger(user.uid) && Number.isInteger(user.gid))
}

/**
 * The first thing on the way to `path`, from the top and `path` included, that the account may not enter or run.
 * What does not exist is closed to nobody.
 */
export async function closedOnTheWay(path: string, account: Account): Promise<string | undefined> {
  const parent = dirname(path)
  const closedAbove = parent === path ? undefined : await closedOnTheWay(parent, account)
  if (closedAbove !== undefined) return closedAbove
  const found = await stat(path).catch(() => undefined)
  if (!found) return undefined
  const mayEnter = found.uid === account.uid ? 0o100 : found.gid === account.gid ? 0o010 : 0o001
  return (found.mode & mayEnter) === 0 ? path : undefined
}
