import { markup } from './html.ts'

/** Shapes of spec 4.1 and 4.3 and the fills that stand in for colour in print. Once per page; everything else refers to them. */
export const SPRITE = markup`<svg class="sprite" aria-hidden="true" width="0" height="0"><defs>
<pattern id="pat-dense" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" fill="#fff"/><rect width="2.2" height="4" fill="#000"/></pattern>
<pattern id="pat-diagonal" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/><rect width="1.5" height="5" fill="#000"/></pattern>
<pattern id="pat-wide" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="#fff"/><rect width="1.5" height="8" fill="#000"/></pattern></defs>
<symbol id="r-red" viewBox="0 0 32 32"><polygon class="m-line f-red" points="10,1.5 22,1.5 30.5,10 30.5,22 22,30.5 10,30.5 1.5,22 1.5,10"/><text class="m-letter m-big t-red" x="16" y="21.5">R</text></symbol>
<symbol id="r-amber-red" viewBox="0 0 44 32"><polygon class="f-none" points="22,2.5 43,29 1,29"/><polygon class="f-amber-red" points="12.8,15 31.2,15 43,29 1,29"/><polygon class="m-line" points="22,2.5 43,29 1,29"/><text class="m-letter m-pair m-halo t-amber-red" x="22" y="26.6">A/R</text></symbol>
<symbol id="r-amber" viewBox="0 0 32 32"><polygon class="m-line f-amber" points="16,2.5 30.5,29 1.5,29"/><text class="m-letter m-halo t-amber" x="16" y="26.3">A</text></symbol>
<symbol id="r-amber-green" viewBox="0 0 44 32"><polygon class="m-line f-amber-green" points="22,2.5 43,29 1,29"/><circle class="m-inner" cx="22" cy="12" r="3.2"/><text class="m-letter m-pair m-halo t-amber" x="22" y="26.8">A/G</text></symbol>
<symbol id="r-green" viewBox="0 0 32 32"><circle class="m-line m-ring f-green" cx="16" cy="16" r="14.2"/><text class="m-letter m-big t-green" x="16" y="21.4">G</text></symbol>
<symbol id="r-not-rated" viewBox="0 0 32 32"><rect class="m-line" x="2.5" y="2.5" width="27" height="27" rx="4" stroke-dasharray="4 3.2"/><path class="m-dash" d="M10.5 16h11"/></symbol>
<symbol id="t-worse" viewBox="0 0 20 20"><path d="M10 15.5l6.5-11h-13z"/></symbol>
<symbol id="t-same" viewBox="0 0 20 20"><path d="M3.5 8.2h13v3.6h-13z"/></symbol>
<symbol id="t-better" viewBox="0 0 20 20"><path d="M10 4.5l6.5 11h-13z"/></symbol>
<symbol id="s-not-asked" viewBox="0 0 24 24"><path class="g-line g-quiet" d="M9 12h6"/></symbol>
<symbol id="s-awaiting" viewBox="0 0 24 24"><rect class="g-line" x="2.5" y="2.5" width="19" height="19"/></symbol>
<symbol id="s-in-preparation" viewBox="0 0 24 24"><rect class="g-line" x="2.5" y="2.5" width="19" height="19"/><path class="g-half" d="M2.5 12H12v9.5H2.5z"/></symbol>
<symbol id="s-predecessor" viewBox="0 0 24 24"><rect class="g-line" x="2.5" y="2.5" width="19" height="19"/><path class="g-line" d="M6.5 12.5l3.8 3.8 7.2-8.3"/></symbol>
<symbol id="s-call-in" viewBox="0 0 24 24"><rect class="g-solid" x="2.5" y="2.5" width="19" height="19"/><path class="g-on" d="M5 11l3.2 3.2 5.6-6.6"/><circle class="g-dot" cx="17.2" cy="17.2" r="4.6"/></symbol>
<symbol id="s-signed" viewBox="0 0 24 24"><rect class="g-solid" x="2.5" y="2.5" width="19" height="19"/><path class="g-on" d="M6.5 12.5l3.8 3.8 7.2-8.3"/></symbol>
<symbol id="s-conditions" viewBox="0 0 24 24"><rect class="g-solid" x="2.5" y="2.5" width="19" height="19"/><path class="g-on" d="M5 11.2l3.4 3.4 6-7"/><circle class="g-dot" cx="17.3" cy="17.3" r="2.6"/></symbol>
<symbol id="s-deferred" viewBox="0 0 24 24"><circle class="g-line" cx="12" cy="12" r="9.5"/><path class="g-line" d="M12 6.5V12l4 2.5"/></symbol>
<symbol id="s-declined" viewBox="0 0 24 24"><rect class="g-no" x="2.5" y="2.5" width="19" height="19"/><path class="g-no g-strong" d="M7 7l10 10M17 7L7 17"/></symbol>
<symbol id="s-withdrawn" viewBox="0 0 24 24"><rect class="g-line" x="2.5" y="2.5" width="19" height="19"/><path class="g-no g-strong" d="M0 12h24"/></symbol>
<symbol id="s-drifted" viewBox="0 0 24 24"><rect class="g-blank" x="2.5" y="2.5" width="19" height="19"/><path class="g-half" d="M2.5 2.5h9.5v19H2.5z"/><rect class="g-line g-moved" x="2.5" y="2.5" width="19" height="19"/><path class="g-line g-moved" d="M16.75 8.2l3 7h-6z"/><path class="g-on" d="M4.9 12.2l1.7 1.8 3.2-3.8"/></symbol>
</svg>`

/** The house mark: half pencil, half ink. */
export const BRAND = markup`<svg class="brand-mark" viewBox="0 0 26 26" aria-hidden="true"><path d="M13 2a11 11 0 0 1 0 22z" fill="currentColor"/><path d="M13 2a11 11 0 0 0 0 22" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="4.2 2.9" stroke-dashoffset="-1"/><path d="M13 0v26" stroke="currentColor" stroke-width="1.5"/></svg>`
