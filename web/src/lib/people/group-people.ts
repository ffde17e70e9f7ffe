import type { DemoPerson } from '@concordat/shared/http'
import { ROLES, ROLE_WORDS, type Role } from '@concordat/shared/roles'

export interface RoleGroup {
  readonly role: Role
  readonly title: string
  readonly can: string
  readonly people: readonly DemoPerson[]
}

/** People by role, in the order of responsibility; roles that nobody holds are left out. */
export function groupByRole(people: readonly DemoPerson[]): RoleGroup[] {
  return ROLES.map((role) => ({
    role,
    ...ROLE_WORDS[role],
    people: people.filter((person) => person.role === role),
  })).filter((group) => group.people.length > 0)
}

/** Where sign-in leads back to: a path of our own, never another site. */
export function safeReturn(to: string | null): string {
  return to !== null && /^\/(?![/\\])/u.test(to) && !to.startsWith('/sign-in') ? to : '/'
}
