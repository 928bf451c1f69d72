import type { Result } from '../../../model/result.ts'
import { formatNs } from '../../../model/units.ts'
import { changeWords } from '../../console-micro.ts'
import { section, table } from '../parts.ts'

/** Hot paths, measured alone. */
export const micro = ({ micro: measured = [] }: Result) =>
  measured.length > 0 &&
  section('micro', 'What do the smallest operations take?', [
    table({
      caption:
        'Hot paths alone in one process: medians over rounds. “~”: the difference may be chance or noise.',
      head: ['Hot path', 'Against the other build', 'What', 'Time', 'Processor time', 'Contains'],
      rows: measured.map((each) => [
        each.name,
        changeWords(each) || '–',
        each.title,
        formatNs(each.wallNs),
        formatNs(each.processorNs),
        each.contains === undefined
          ? '–'
          : `${each.contains.ratio.toFixed(2)} × ${each.contains.name}`,
      ]),
      numbersFrom: 3,
    }),
  ])
