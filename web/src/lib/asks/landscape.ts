/**
 * Prints the page it stands on in landscape. An `@page` rule knows no scope, so it is taken away with the page; as a sheet
 * made here it also passes the content security policy, which refuses style elements.
 */
export function printsLandscape(): () => void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('@media print { @page { size: A4 landscape; margin: 12mm } }')
  document.adoptedStyleSheets.push(sheet)
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
  }
}
