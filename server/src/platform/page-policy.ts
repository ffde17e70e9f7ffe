import { hash } from 'node:crypto'

const STYLE = /<style>([\s\S]*?)<\/style>/u

/**
 * Content-Security-Policy of a public page: nothing runs, nothing but its typeface is fetched, nobody frames it, and it sends
 * forms nowhere unless to us. The page's own style is let in by its digest, read from the page as it is sent.
 */
export function policyFor(page: string, { forms = false }: { readonly forms?: boolean } = {}): string {
  const style = STYLE.exec(page)?.[1] ?? ''
  return `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; img-src data:; font-src 'self'; base-uri 'none'; form-action ${forms ? "'self'" : "'none'"}; frame-ancestors 'none'`
}
