/** What time it is, said by the server alone. Handed in, so that a test can say another. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
