/** Live pages are drawn in the browser; public ones, outside this group, on the server. */
export const ssr = false
