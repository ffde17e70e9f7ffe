import { tick } from 'svelte'

/**
 * Call before rows are moved in the page: gives the keyboard and the caret back to the field that had them, when moving its
 * row took them away. Without this, someone else's reordering would stop this person in the middle of a word.
 */
export function keepsFocus(within: () => HTMLElement | undefined): void {
  const field = document.activeElement
  if (!(field instanceof HTMLElement) || !within()?.contains(field)) return
  const isText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
  const start = isText ? field.selectionStart : null
  const end = isText ? field.selectionEnd : null
  void tick().then(() => {
    if (!field.isConnected || document.activeElement === field) return
    field.focus({ preventScroll: true })
    if (isText && start !== null && end !== null) field.setSelectionRange(start, end)
  })
}
