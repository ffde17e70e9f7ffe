/** Loaded together once a board stands: no part of its first view. */
export { default as Notes } from '#lib/board/AskNotes.svelte'
export { default as People } from '#lib/board/HereNow.svelte'
