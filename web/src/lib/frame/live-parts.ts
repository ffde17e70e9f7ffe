export { default as Menu } from '#lib/frame/PersonMenu.svelte'
export { default as Offline } from '#lib/ui/Banner.svelte'
export { default as People } from '#lib/ui/Presence.svelte'
