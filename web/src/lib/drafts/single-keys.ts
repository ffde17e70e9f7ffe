const KEY = 'concordat:single-keys'

/** Single-key shortcuts can be switched off, for people who speak to their computer or press keys by accident (X8, WCAG 2.1.4). */
export const areSingleKeysOn = (): boolean => localStorage.getItem(KEY) !== 'off'

export function switchSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, 'off')
}
