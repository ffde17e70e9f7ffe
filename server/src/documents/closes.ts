/** Close codes of the sync socket, as the contract lists them. */
export const CLOSE = {
  tooBig: 1009,
  broken: 1011,
  restart: 1012,
  overloaded: 1013,
  malformed: 4400,
  notSignedIn: 4401,
  forbidden: 4403,
  unknown: 4404,
  silent: 4408,
  oldEpoch: 4409,
  breaksSchema: 4422,
  clientTooOld: 4426,
  tooMuch: 4429,
} as const

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]

/** Why a socket is closed: the code for the client, the reason (at most 123 bytes) for whoever reads its console. */
export interface Refusal {
  readonly code: CloseCode
  readonly reason: string
}
