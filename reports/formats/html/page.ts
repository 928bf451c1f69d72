import type { Result } from '../../model/result.ts'
import { exitWords } from '../../model/words.ts'
import { html, Markup } from './markup.ts'
import { answer } from './sections/answer.ts'
import { loads } from './sections/load.ts'
import { requirements } from './sections/requirements.ts'
import { figures, reproduction, surroundings } from './sections/run.ts'
import { validity } from './sections/validity.ts'
import { wire } from './sections/wire.ts'
import { COLOURS_CSS } from './style/colours.ts'
import { LAYOUT_CSS } from './style/layout.ts'
import { VERDICT_CSS } from './style/verdict.ts'

/** The page fetches nothing and runs nothing: what an answer of a target smuggled in has no effect. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

const SECTIONS = [
  { id: 'requirements', name: 'Requirements', make: requirements },
  { id: 'load', name: 'Load', make: loads },
  { id: 'wire', name: 'Bandwidth', make: wire },
  { id: 'figures', name: 'Figures', make: figures },
  { id: 'validity', name: 'Validity', make: validity },
  { id: 'environment', name: 'Environment', make: surroundings },
  { id: 'reproduce', name: 'Reproduce', make: reproduction },
] as const

/** One self-contained page of a run: answer on top, then what it rests on. Works without JavaScript. */
export function renderPage(result: Result): string {
  const made = SECTIONS.map(({ id, name, make }) => ({ id, name, content: make(result) }))
  const shown = made.filter(({ content }) => content !== false)
  const { headline } = exitWords(result.exit.name)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${headline}: password writeback, ${result.command}</title>
<style>${new Markup(COLOURS_CSS + LAYOUT_CSS + VERDICT_CSS)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the details</a>
<div class="sheet">
<header>${answer(result)}
<nav aria-label="Sections"><ul>${shown.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main id="main">${shown.map(({ content }) => content)}
</main>
</div>
</body>
</html>
`
  return page.text
}
