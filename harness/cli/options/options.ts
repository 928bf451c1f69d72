import { RELAY_TRANSPORTS } from '../../contract/role-config.ts'
import { DEFAULT_PROFILE, PROFILE_NAMES } from '../../conformance/profiles/index.ts'
import { TELLING_NAMES } from '../../../reports/formats/told.ts'
import type { Argv, InferredOptionTypes, Options } from 'yargs'

/** Options that several commands take, each described once. */
export const COMMON = {
  fault: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'switch on a named fault of the reference (to see a requirement fail)',
  },
  firings: {
    type: 'string',
    describe: 'append each firing of a fault to this file',
  },
  out: {
    type: 'string',
    default: 'reports/runs',
    describe: 'folder for the result file and the report',
  },
} as const satisfies Record<string, Options>

export const VARIANT = {
  variant: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'switch on a permitted variant of the reference (everything has to stay green)',
  },
} as const satisfies Record<string, Options>

export const TRANSPORT = {
  transport: {
    choices: RELAY_TRANSPORTS,
    default: 'amqp' as const,
    describe: 'how portal and agent speak to the relay',
  },
} as const satisfies Record<string, Options>

/** What is judged, and against what. */
export const ASKED = {
  format: {
    choices: TELLING_NAMES,
    default: 'console' as const,
    describe: 'what is written to the terminal (progress goes to the error output)',
  },
  profile: {
    choices: PROFILE_NAMES,
    default: DEFAULT_PROFILE,
    describe: 'which generation of systems the target is held to',
  },
  waivers: {
    type: 'string',
    describe: 'YAML file with the failures that are known and answered for',
  },
  only: {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'judge these requirements only: ids, or families like PWB-OPS',
  },
  page: {
    type: 'boolean',
    default: true,
    describe: 'write report.html too; --no-page: the result file alone',
  },
  'dry-run': {
    type: 'boolean',
    default: false,
    describe: 'print what would be judged, in which lane and for how long; start nothing',
  },
} as const satisfies Record<string, Options>

export const LOAD = {
  population: {
    type: 'string',
    describe: 'LDIF or CSV file with the people of the storm (default: the shipped 1,000)',
  },
  people: {
    type: 'number',
    describe: 'generate this many people instead of reading a file',
  },
  seed: { type: 'number', default: 1, describe: 'same seed, same storm' },
  rate: { type: 'number', default: 50, describe: 'resets per second' },
  duration: { type: 'number', default: 20, describe: 'seconds of storm' },
  arrivals: {
    choices: ['poisson', 'uniform'] as const,
    default: 'poisson' as const,
    describe: 'how the resets fall due',
  },
} as const satisfies Record<string, Options>

const hidden = <O extends Record<string, Options>>(options: O): O => {
  const entries = Object.entries(options).map(([name, option]) => [
    name,
    { ...option, hidden: true },
  ])
  // The same names, each with what it had.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(entries) as O
}

/**
 * Narrows a yargs builder to the options given. yargs 18 lays out a command's help whenever its handler is called,
 * which takes 60 ms with texts as long as these: they are shown only to who asks for help.
 */
export const withOptions =
  <O extends Record<string, Options>>(options: O) =>
  (yargs: Argv, asksForHelp = false): Argv<InferredOptionTypes<O>> =>
    yargs.options(asksForHelp ? options : hidden(options))
