import { type Content, html, Markup } from './markup.ts'
import { SEARCH_SOURCE, searchProgram } from './search.ts'
import { COLOURS_CSS } from './style/colours.ts'
import { FILTER_CSS } from './style/filter.ts'
import { LAYOUT_CSS } from './style/layout.ts'
import { VERDICT_CSS } from './style/verdict.ts'

/** The page fetches nothing and runs its search alone: what an answer smuggled in has no effect. */
const policyOf = (searchable: boolean) =>
  `default-src 'none'; ${searchable ? `script-src ${SEARCH_SOURCE}; ` : ''}style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`

export interface Shell {
  readonly title: string
  readonly header: Content
  /** Has the table that the search looks through. */
  readonly searchable?: boolean
  /** In order; one without content is left out of the page and of its navigation. */
  readonly sections: readonly {
    readonly id: string
    readonly name: string
    readonly content: Content
  }[]
}

/** A self-contained page: style and policy within, header with navigation, sections. */
export function renderShell({ title, header, sections, searchable = false }: Shell): string {
  const shown = sections.filter(({ content }) => content !== false)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policyOf(searchable))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(COLOURS_CSS + LAYOUT_CSS + VERDICT_CSS + FILTER_CSS)}</style>
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
${searchable && searchProgram()}
</body>
</html>
`
  return page.text
}
