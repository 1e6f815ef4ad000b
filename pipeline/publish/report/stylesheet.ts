/** Contrast in both schemes is at least 7 : 1 for text and 4.5 : 1 for muted text and lines that mean something. */
export const STYLESHEET = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1d21; --muted: #474d57; --line: #8a909b; --band: #f1f3f6; --link: #08417f; --bad: #8c1414; --good: #0f5226 }
@media (prefers-color-scheme: dark) { :root { --paper: #15171b; --ink: #eceef1; --muted: #b9bfc9; --line: #7d848f; --band: #20242a; --link: #9cc4ff; --bad: #ffb1a8; --good: #9fe0b4 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 76rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word }
a { color: var(--link); text-underline-offset: .15em }
a:focus-visible, .wide:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -100rem }
.skip:focus { position: static }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2rem; align-items: baseline }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .5rem 0 }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 1px solid var(--line) }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .25rem }
h4 { font-size: 1rem; margin: 1.25rem 0 .25rem }
p, ul, dl { margin: .5rem 0; max-width: 48rem }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem }
dt { color: var(--muted) }
dd { margin: 0; min-width: 0 }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
.wide { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; font-size: .92rem; margin: .5rem 0; min-width: 40rem; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--muted); padding: .25rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
thead th { background: var(--band); vertical-align: bottom }
tbody th { font-weight: 600 }
.n { text-align: right; white-space: nowrap }
.muted { color: var(--muted) }
.good { color: var(--good) }
.bad { color: var(--bad); font-weight: 600 }
.good, .bad { white-space: nowrap }
.bad::before { content: "\\2717\\00a0" }
.good::before { content: "\\2713\\00a0" }
.gallery { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem }
figure { margin: 0 }
tbody th code { font-weight: 400 }
img { display: block; max-width: 100%; height: auto; background: var(--band) }
figcaption { color: var(--muted); padding-top: .25rem }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --muted: #333; --band: #eee; --link: #000; --bad: #000; --good: #000 }
  body { max-width: none; padding: 0; font-size: 9pt }
  nav, .skip, .other { display: none }
  .wide { overflow: visible }
  table { min-width: 0; width: 100%; font-size: 8pt }
  tr, figure { break-inside: avoid }
  h2, h3, h4, thead { break-after: avoid }
}
`
