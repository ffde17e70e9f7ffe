import type { Attachment } from 'svelte/attachments'

/**
 * Drags a row by its grip, with mouse, pen or finger: a line shows where it will lie, and letting go moves it there. Escape
 * leaves it where it was. Only the row's place changes, never its words; keys and the row's menu do the same without dragging.
 */
export function dragsRow(row: () => HTMLElement | null, ondrop: (place: number) => void): Attachment<HTMLElement> {
  return (grip) => {
    let place = -1
    let marked: HTMLElement | undefined

    const siblings = (): HTMLElement[] => {
      const own = row()
      return own
        ? [...(own.parentElement?.children ?? [])].filter(
            (child): child is HTMLElement => child instanceof HTMLElement && child.dataset['row'] !== undefined,
          )
        : []
    }
    const unmark = () => {
      if (marked) delete marked.dataset['drop']
      marked = undefined
    }

    function start(event: PointerEvent) {
      if (event.button !== 0) return
      event.preventDefault()
      grip.setPointerCapture(event.pointerId)
      grip.addEventListener('pointermove', move)
      grip.addEventListener('pointerup', drop)
      grip.addEventListener('pointercancel', end)
      addEventListener('keydown', escape)
    }

    function move({ clientY }: PointerEvent) {
      const own = row()
      const rows = siblings()
      if (!own) return
      own.dataset['dragging'] = ''
      const from = rows.indexOf(own)
      const over = rows.filter((other) => other !== own).filter((other) => clientY > middle(other)).length
      unmark()
      place = over
      if (over === from) return
      marked = rows[over]
      if (marked) marked.dataset['drop'] = over < from ? 'before' : 'after'
    }

    function drop() {
      const to = place
      const moves = marked !== undefined
      end()
      if (moves) ondrop(to)
    }

    function escape(event: KeyboardEvent) {
      if (event.key === 'Escape') end()
    }

    function end() {
      unmark()
      place = -1
      const own = row()
      if (own) delete own.dataset['dragging']
      grip.removeEventListener('pointermove', move)
      grip.removeEventListener('pointerup', drop)
      grip.removeEventListener('pointercancel', end)
      removeEventListener('keydown', escape)
    }

    grip.addEventListener('pointerdown', start)
    return () => {
      end()
      grip.removeEventListener('pointerdown', start)
    }
  }
}

const middle = (element: HTMLElement): number => {
  const { top, height } = element.getBoundingClientRect()
  return top + height / 2
}
