/** Page, headings, tables, figures. */
export const LAYOUT_CSS = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
/* A wide screen is looked at from farther away: everything grows with it. */
@media screen and (min-width: 150rem) { html { font-size: 137.5%; } }
@media screen and (min-width: 220rem) { html { font-size: 200%; } }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: break-word;
}
.sheet { max-width: 84rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; }
a { color: var(--focus); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--page); }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .5rem 0; max-width: 46rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0 0; padding: 0; list-style: none; }
input[type=radio] { width: .85em; height: .85em; font-size: 1rem; }
code { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace; font-size: .9em; }
pre { margin: .5rem 0; padding: .75rem 1rem; background: var(--panel); border-radius: 6px; white-space: pre-wrap; }
.quiet { color: var(--muted); }

.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); font-size: .9rem; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { font-size: .85rem; color: var(--muted); border-bottom-color: var(--muted); }
tbody th { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .5rem 1.5rem; margin: .75rem 0; }
.facts div { min-width: 0; }
dt { font-size: .85rem; color: var(--muted); }
dd { margin: 0; }

.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1.5rem 2.5rem; margin: 1rem 0; align-items: start; }
figure { margin: 0; min-width: 0; max-width: 52rem; }
figcaption { font-weight: 600; margin-bottom: .4rem; }
svg { display: block; width: 100%; height: auto; font-family: inherit; }
svg.narrow { display: none; }
@media (max-width: 36rem) {
  .scroll table { font-size: .9rem; }
  th, td { padding-right: .5rem; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
}`
