import type { DocumentContent } from '@concordat/shared/documents/content'
import { rootsOf, type DocumentKind } from '@concordat/shared/documents/schema'

/** A draft as plain text with a heading to each part, for carrying away what could not be saved. */
export function copyOfDraft(kind: DocumentKind, { texts, rows }: DocumentContent): string {
  return Object.entries(rootsOf(kind))
    .map(([root, shape]) => {
      const body =
        shape.type === 'rich-text'
          ? (texts[root] ?? '')
          : (rows[root] ?? [])
              .map((row) =>
                Object.keys(shape.cells)
                  .filter((cell) => cell !== 'order' && row[cell])
                  .map((cell, index) => (index === 0 ? `- ${row[cell]}` : `  ${cell}: ${row[cell]}`))
                  .join('\n'),
              )
              .filter((row) => row !== '')
              .join('\n')
      return body === '' ? '' : `${shape.title}\n\n${body}`
    })
    .filter((part) => part !== '')
    .join('\n\n\n')
}
