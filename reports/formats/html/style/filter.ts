/** Choosing rows of the requirement table: works without JavaScript, on paper every row stands. */
export const FILTER_CSS = `
.filter { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; align-items: center; border: 0; margin: .75rem 0; padding: 0; }
.filter legend { float: left; padding: 0; margin-right: 1.25rem; color: var(--muted); }
.filter label[hidden] { display: none; }
.filter input[type=search] { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--muted); border-radius: 4px; padding: .15rem .5rem; width: min(16rem, 60vw); }
@media screen {
  #requirements:has([value=attention]:checked) tbody tr.good,
  #requirements:has([value=proven]:checked) tbody tr:not(.good),
  .requirements tbody tr[hidden] { display: none; }
}
@media print { .filter { display: none; } .requirements tbody tr[hidden] { display: table-row; } }`
