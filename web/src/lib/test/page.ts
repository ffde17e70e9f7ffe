import '../../app.css'

// A component is tested in the page's own styles. Without them, what only screen readers hear stands in sight, appears a second after
// the typing, and moves the button that is just being clicked away from the pointer. So do fonts that come late.
await Promise.all([...document.fonts].map((font) => font.load()))
