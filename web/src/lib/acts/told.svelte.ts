/** An act that is on record. */
export interface Deed {
  /** Slug. */
  readonly board: string
  readonly entry: number
  /** As its form was called. */
  readonly title: string
}

/** The last act whose form went before it could say that it is on record: whoever acted is told by the page instead. */
class Told {
  deed = $state.raw<Deed | null>(null)
}

export const told = new Told()
