import { type Content, html, Markup } from './markup.ts'
import { COLOURS_CSS } from './style/colours.ts'
import { LAYOUT_CSS } from './style/layout.ts'
import { VERDICT_CSS } from './style/verdict.ts'

/** The page fetches nothing: what an answer of a target smuggled in has no effect. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

export interface Shell {
  readonly title: string
  readonly header: Content
  /** In order; one without content is left out of the page and of its navigation. */
  readonly sections: readonly {
    readonly id: string
    readonly name: string
    readonly content: Content
  }[]
}

/** A self-contained page: style and policy within, header with navigation, sections. */
export function renderShell({ title, header, sections }: Shell): string {
  const shown = sections.filter(({ content }) => content !== false)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(COLOURS_CSS + LAYOUT_CSS + VERDICT_CSS)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the details</a>
<div class="sheet">
<header>${header}
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
