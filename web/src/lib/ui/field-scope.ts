import { getContext, setContext } from 'svelte'

const SCOPE = Symbol('field scope')

/** Fields below this component may be named as those of other forms on the page: within a scope their ids are their own. */
export const setFieldScope = (scope: string): void => void setContext(SCOPE, scope)

/** Turns the name of a field into its id on the page. Call while the component is made. */
export function useFieldScope(): (name: string) => string {
  const scope = getContext<string | undefined>(SCOPE)
  return (name) => (scope === undefined ? name : `${scope}-${name}`)
}
