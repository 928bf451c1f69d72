import { createHash } from 'node:crypto'
import { html, Markup } from './markup.ts'

/**
 * The only program of the page: it shows the search field, which would do nothing without it, and hides
 * rows without the words. Nothing from a result gets into it; the page’s policy allows these bytes alone.
 */
const PROGRAM = `
const field = document.getElementById('search');
if (field) {
  field.closest('label').hidden = false;
  const rows = [...document.querySelectorAll('.requirements tbody tr')];
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    document.getElementById('found').textContent = shown + ' of ' + rows.length;
  });
}
`

/** What the policy of a page with the program has to allow. */
export const SEARCH_SOURCE = `'sha256-${createHash('sha256').update(PROGRAM).digest('base64')}'`

export const searchProgram = () => html`<script>${new Markup(PROGRAM)}</script>`
