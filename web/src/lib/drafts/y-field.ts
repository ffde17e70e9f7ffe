import { editText, LOCAL_EDIT } from '@concordat/shared/documents/rows'
import type { Attachment } from 'svelte/attachments'
import type * as Y from 'yjs'

import { carriedThrough, spliceBetween, type Delta } from './y-edits.ts'

/**
 * Binds a plain text field to a co-written text: what is typed becomes the smallest change, what others type appears without
 * moving the caret. While a word is being composed (accents, other scripts) nothing is written into the field; both sides meet at its end.
 */
export function yField(text: Y.Text): Attachment<HTMLInputElement | HTMLTextAreaElement> {
  return (field) => {
    let seen = text.toString()
    let isComposing = false
    const others: Delta[] = []
    field.value = seen

    function write() {
      if (isComposing) return
      const typed = field.value
      if (others.length === 0) {
        editText(text, typed)
      } else {
        const { at, removed, inserted } = spliceBetween(seen, typed)
        const start = others.splice(0).reduce((place, delta) => carriedThrough(delta, place), at)
        text.doc?.transact(() => {
          const gone = Math.min(removed, text.length - start)
          if (gone > 0) text.delete(start, gone)
          if (inserted !== '') text.insert(start, inserted)
        }, LOCAL_EDIT)
        show(start + inserted.length, start + inserted.length)
      }
      seen = text.toString()
    }

    function show(start: number | null, end: number | null) {
      field.value = text.toString()
      if (start !== null && end !== null && field.ownerDocument.activeElement === field)
        field.setSelectionRange(start, end)
    }

    function hear(event: Y.YTextEvent) {
      if (text.toString() === field.value) {
        seen = field.value
        return
      }
      const delta = event.delta as Delta
      if (isComposing) {
        others.push(delta)
        return
      }
      const { selectionStart, selectionEnd } = field
      show(
        selectionStart === null ? null : carriedThrough(delta, selectionStart),
        selectionEnd === null ? null : carriedThrough(delta, selectionEnd),
      )
      seen = field.value
    }

    const begin = () => (isComposing = true)
    const finish = () => {
      isComposing = false
      write()
    }

    field.addEventListener('input', write)
    field.addEventListener('compositionstart', begin)
    field.addEventListener('compositionend', finish)
    text.observe(hear)
    return () => {
      field.removeEventListener('input', write)
      field.removeEventListener('compositionstart', begin)
      field.removeEventListener('compositionend', finish)
      text.unobserve(hear)
    }
  }
}
