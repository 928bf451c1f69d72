const LIGHT = `
--page: #ffffff; --panel: #f5f6f8; --ink: #1a1d21; --muted: #565e6b; --line: #d9dde3;
--good: #0b6b3a; --good-panel: #e7f5ec; --bad: #ad1f16; --bad-panel: #fdecea; --open: #7a4f00; --open-panel: #fdf3dc;
--limit: #ad1f16; --focus: #1f5fbf;
--series-1: #1f5fbf; --series-2: #a84a06; --series-3: #0b6b62; --series-4: #7a3fb0;
color-scheme: light;`

const DARK = `
--page: #14171b; --panel: #1d2127; --ink: #e8eaed; --muted: #a6afbb; --line: #363d47;
--good: #6fdb9a; --good-panel: #14301f; --bad: #ff9b91; --bad-panel: #3a1a18; --open: #f2c862; --open-panel: #33290f;
--limit: #ff9b91; --focus: #8bbaff;
--series-1: #8bbaff; --series-2: #ffb67d; --series-3: #5fd6c8; --series-4: #d3aaff;
color-scheme: dark;`

/** Every colour of the page and of its charts; paper is always light. */
export const COLOURS_CSS = `
:root {${LIGHT}}
@media screen and (prefers-color-scheme: dark) { :root {${DARK}} }
.good { --tone: var(--good); --tone-panel: var(--good-panel); }
.bad { --tone: var(--bad); --tone-panel: var(--bad-panel); }
.open { --tone: var(--open); --tone-panel: var(--open-panel); }`
