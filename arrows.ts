import type { ICruiseOptions, IFlattenedRuleSet } from 'dependency-cruiser'

/** Which folder may import which: the architecture's arrows, held by `arrows.test.ts`. */
export const rules: IFlattenedRuleSet = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'reports-read-data-only',
      comment: 'A report is made from a result file alone, so that it can be made again in a year.',
      severity: 'error',
      from: { path: '^reports/' },
      to: { path: '^(bench|harness|reference-impl)/' },
    },
    {
      name: 'contract-is-the-ground-floor',
      severity: 'error',
      from: { path: '^harness/contract/' },
      to: { path: '^(bench|reports|reference-impl|harness/(?!contract/))' },
    },
    {
      name: 'reference-speaks-the-contract-only',
      comment:
        'The judge must not share code with the judged; tests may use the harness to make certificates.',
      severity: 'error',
      from: { path: '^reference-impl/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(bench|reports|harness/(?!contract/))' },
    },
    {
      name: 'second-reading-stands-alone',
      comment:
        'Written from PROTOCOL.md: what it shared with the first reading, both would get wrong.',
      severity: 'error',
      from: { path: '^reference-impl/protocol/independent/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(bench|harness|reference-impl|reports)/', pathNot: '/protocol/independent/' },
    },
    {
      name: 'judges-are-black-box',
      comment:
        'A requirement or a driver talks to the system over the wire, or it proves nothing about other systems.',
      severity: 'error',
      from: { path: '^(bench|harness/(target|wire|conformance))/', pathNot: '[.]test[.]ts$' },
      to: { path: '^reference-impl/' },
    },
    {
      name: 'bench-attaches-does-not-judge',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^(harness/(conformance|cli)|reports/(?!model/))' },
    },
    {
      name: 'only-the-cli-composes',
      severity: 'error',
      from: { pathNot: '^harness/cli/' },
      to: { path: '^harness/cli/' },
    },
    {
      name: 'source-not-to-tests',
      severity: 'error',
      from: { pathNot: '[.]test[.]ts$' },
      to: { path: '[.]test[.]ts$' },
    },
    {
      name: 'no-dev-dependencies-in-source',
      severity: 'error',
      // The browser tests share what opens a page.
      from: { pathNot: '([.]test[.]ts|[.]config[.]ts)$|^reports/browser/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
}

export const options: ICruiseOptions = {
  tsPreCompilationDeps: true,
  tsConfig: { fileName: 'tsconfig.json' },
  doNotFollow: { path: 'node_modules' },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'node', 'default'],
  },
}
