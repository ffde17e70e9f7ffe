export type Theme = 'system' | 'light' | 'dark'

/** The theme this page shows now. Browser only. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset['theme']
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

/** Shows a theme at once and keeps it for a year in the cookie that hooks.server.ts reads before the first paint. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  const age = theme === 'system' ? 0 : 31_536_000
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`
}
