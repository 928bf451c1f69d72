/** The answer on top, the requirement table, and paper. */
export const VERDICT_CSS = `
.answer { border-left: .5rem solid var(--tone); background: var(--tone-panel); border-radius: 6px; padding: 1rem 1.25rem 1.1rem; }
.answer h1 { margin: 0; font-size: clamp(1.5rem, 5vw, 2.25rem); line-height: 1.2; font-weight: 600; }
.answer h1 strong { color: var(--tone); font-weight: 800; }
.answer p { margin: .5rem 0 0; max-width: 60rem; }
.run { color: var(--muted); margin: 0 0 1rem; max-width: none; }
.word { color: var(--tone); font-weight: 700; white-space: nowrap; }

.glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11rem, 45%), 1fr)); gap: .75rem; margin: 1.25rem 0 0; }
.glance div { background: var(--panel); border-radius: 6px; padding: .6rem .9rem .7rem; min-width: 0; border-top: 3px solid var(--tone, var(--line)); }
.glance dd { font-size: 1.3rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.glance dd small { display: block; font-size: .85rem; font-weight: 400; color: var(--muted); }

.requirements .id { font-weight: 600; white-space: nowrap; margin-right: .5rem; }
.requirements summary { cursor: pointer; color: var(--muted); font-size: .9rem; width: fit-content; }
.requirements details[open] { padding-bottom: .5rem; }
.requirements ul { margin: .35rem 0; padding-left: 1.1rem; }
.finding { margin: .6rem 0; padding: .6rem .9rem; border-left: 3px solid var(--bad); background: var(--panel); border-radius: 0 6px 6px 0; }
.finding dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .9rem; margin: .35rem 0 0; }
.finding p { margin: 0; }
@media (max-width: 44rem) {
  .requirements .minor { display: none; }
  .requirements thead { position: absolute; left: -999rem; }
  .requirements, .requirements tbody, .requirements tr, .requirements th, .requirements td { display: block; }
  .requirements tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
  .requirements tbody th, .requirements tbody td { border: 0; padding: 0; }
  .requirements caption { display: block; }
  .finding dl { grid-template-columns: 1fr; }
}

@media print {
  body { font-size: 10.5pt; }
  .sheet { max-width: none; padding: 0; }
  nav, .skip, .requirements details:not([open]) { display: none; }
  .scroll { overflow: visible; }
  th, td { padding: .25rem .5rem .25rem 0; }
  .scroll table, caption, thead th { font-size: 9pt; }
  svg.wide { display: none; }
  svg.narrow { display: block; }
  h2, h3, figcaption, caption { break-after: avoid; }
  figure, tr, .finding, .glance div { break-inside: avoid; }
  h2 { margin-top: 1.5rem; }
  .charts { grid-template-columns: 1fr 1fr; gap: 1rem; }
  .answer, .glance div, .finding, pre { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}`
