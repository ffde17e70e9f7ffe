import { createHash, randomBytes } from 'node:crypto'

/** How a session is named in the browser, and in the database. */
export interface SessionCookie {
  readonly name: string
  readonly options: { readonly path: '/'; readonly httpOnly: true; readonly sameSite: 'lax'; readonly secure: boolean }
}

/** `__Host-` binds the cookie to this host and to https; it cannot be had on plain http, where a demonstration runs. */
export function sessionCookie(origin: string): SessionCookie {
  const secure = origin.startsWith('https:')
  return {
    name: secure ? '__Host-concordat_session' : 'concordat_session',
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  }
}

/** 256 random bits. Only the browser keeps them. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What we keep instead: a stolen table opens no session. The token is random, so a plain SHA-256 is enough. */
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')
