import { setTimeout as sleep } from 'node:timers/promises'
import { paintFor } from '../paint.ts'
import { writeJson, writeLines } from '../output.ts'
import { blockLines } from './frame.ts'
import type { SortKey } from './sort.ts'
import { FIRST_VIEW } from './view.ts'
import type { Watch } from './watch.ts'

/** Where there is no terminal: a block of lines, or a line of JSON, for every interval. */
export async function log(
  watch: Watch,
  options: {
    readonly interval: number
    readonly sort: SortKey
    readonly json: boolean
    readonly count: number
  },
): Promise<void> {
  const { interval, sort, json, count } = options
  const paint = paintFor(process.stdout)
  // What happens a second takes two looks.
  await watch.look()
  for (let shown = 0; shown < count; shown++) {
    await sleep(interval * 1000)
    const report = await watch.look()
    const time = new Date()
    if (json) await writeJson({ time: time.toISOString(), ...report })
    else
      await writeLines(
        blockLines(report, { ...FIRST_VIEW, sort }, { time, interval, problem: watch.problem }, paint),
      )
  }
}
