import { command, oneOf, wholeNumber } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, timeoutOf, withClient } from './connection.ts'
import { JSON_OPTION } from './output-options.ts'
import { live } from './top/live.ts'
import { log } from './top/log.ts'
import { SORT_KEYS } from './top/sort.ts'
import { Watch } from './top/watch.ts'
import { Exit, UsageError } from './usage.ts'

const INTERVAL = { default: 2, least: 0.1, most: 3600 } as const
/** A node that does not answer holds up the others for no longer than this, in milliseconds. */
const PATIENCE = 2000

export const top = command({
  args: [],
  about:
    'Shows what the cluster does, live: nodes with what they read and write a second, latencies, namespaces and sets, space and migrations, ' +
    'by the figures that the servers count. Where there is no terminal, every interval is a block of lines. The key ? shows the keys.',
  options: {
    interval: {
      type: 'string',
      value: '<seconds>',
      doc: `between two looks, from ${INTERVAL.least} to ${INTERVAL.most} (${INTERVAL.default})`,
    },
    sort: {
      type: 'string',
      value: '<key>',
      doc: `what tables are sorted by: ${SORT_KEYS.join(', ')} (reads)`,
    },
    count: {
      type: 'string',
      value: '<n>',
      doc: 'ends after so many intervals, and prints lines also on a terminal',
    },
    ...JSON_OPTION,
    ...CONNECTION_OPTIONS,
  },
  notes: CONNECTION_NOTES,
  async run(values) {
    const sort = oneOf('sort', SORT_KEYS, values.sort ?? 'reads')
    const interval = intervalOf(values.interval)
    const count = wholeNumber('count', values.count, 1)
    const json = values.json ?? false
    const timeout = Math.min(timeoutOf(values), PATIENCE)
    await withClient(values, async (client) => {
      const watch = new Watch(client, timeout)
      const isLive = !json && count === undefined && process.stdout.isTTY && process.stdin.isTTY
      if (isLive) await live(watch, { input: process.stdin, output: process.stdout }, { interval, sort })
      else await log(watch, { interval, sort, json, count: count ?? Infinity })
    })
    return Exit.ok
  },
})

function intervalOf(text: string | undefined): number {
  if (text === undefined) return INTERVAL.default
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
  if (seconds >= INTERVAL.least && seconds <= INTERVAL.most) return seconds
  throw new UsageError(
    `--interval takes seconds from ${INTERVAL.least} to ${INTERVAL.most}, not ${JSON.stringify(text)}`,
  )
}
