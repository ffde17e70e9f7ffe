/**
 * What Word and other editors put on the clipboard, as headings, lists and paragraphs (C10). The editor's own schema drops
 * the rest; this turns into real lists what Word writes as paragraphs with a drawn bullet, and keeps deeper headings as headings.
 */
export function pasteFromWord(html: string): string {
  const page = new DOMParser().parseFromString(
    html.replaceAll(/<!--\[if[\s\S]*?<!\[endif\]-->/gu, drawnMark),
    'text/html',
  )
  for (const element of page.querySelectorAll('style, script, meta, link, title, xml, del, [style*="display:none"]'))
    element.remove()
  for (const heading of page.querySelectorAll('h4, h5, h6')) rename(heading, 'h3')

  let list: { element: Element; depth: number }[] = []
  for (const paragraph of page.querySelectorAll('p')) {
    const mark = /mso-list:\s*\S+\s+level(\d)/u.exec(paragraph.getAttribute('style') ?? '')
    if (!mark) continue
    const previous = paragraph.previousElementSibling
    if (previous !== list[0]?.element) list = []
    const depth = Number(mark[1])
    const drawn = paragraph.querySelector('[style*="mso-list:Ignore"], [style*="mso-list: Ignore"], [data-mark]')
    const isNumbered = /[\dA-Za-z]+[.)]/u.test(drawn?.textContent ?? '') && !/^o\s*$/u.test(drawn?.textContent ?? '')
    drawn?.remove()

    while (list.length > 0 && (list.at(-1)?.depth ?? 0) > depth) list.pop()
    let into = list.at(-1)
    if (!into || into.depth < depth) {
      const element = page.createElement(isNumbered ? 'ol' : 'ul')
      if (into) (into.element.lastElementChild ?? into.element).append(element)
      else paragraph.before(element)
      into = { element, depth }
      list.push(into)
    }
    const item = page.createElement('li')
    into.element.append(item)
    item.append(paragraph)
  }
  // Everything else an element carries would be dropped by the schema anyway; here it goes before a browser can act on it.
  for (const element of page.body.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) if (!KEPT.includes(name)) element.removeAttribute(name)
  }
  return page.body.innerHTML
}

/** The number a list begins with, and the editor's own note of where its text was cut. */
const KEPT = ['start', 'data-pm-slice']

/** Word keeps the drawn bullet inside a conditional comment; it says whether the list is numbered. */
function drawnMark(comment: string): string {
  if (!comment.includes('supportLists')) return ''
  const text = comment.replaceAll(/<[^>]*>/gu, '').replaceAll(/&nbsp;|\s/gu, '')
  return `<span data-mark>${text}</span>`
}

function rename(element: Element, name: string): void {
  const renamed = element.ownerDocument.createElement(name)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
}
