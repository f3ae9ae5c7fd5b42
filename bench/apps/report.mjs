// What the terminal shows.
import { ratio, spread } from '../lib/statistics.mjs'
import { fixed, number } from '../lib/say.mjs'

/** Medians of the rounds with their extremes, and ratios to the contender beside it. */
export function summaryOf(contenders, rounds) {
  return contenders.map(({ name, title, beside }) => {
    const runs = rounds.map((round) => round[name])
    const others = beside === undefined ? undefined : rounds.map((round) => round[beside])
    const over = (field) => spread(runs.map((run) => run[field]))
    return {
      name,
      title,
      perSecond: over('perSecond'),
      p50: over('p50'),
      p99: over('p99'),
      cpuMicroseconds: over('cpuMicroseconds'),
      ...(others?.every((run) => run !== undefined) && {
        beside,
        ratios: { perSecond: ratio(others, runs, 'perSecond'), p99: ratio(others, runs, 'p99') },
      }),
    }
  })
}

const range = ({ median, min, max }, show) => `${show(median)} (${show(min)}–${show(max)})`

export function printSummary(summary) {
  const rows = summary.map(({ title, perSecond, p50, p99, cpuMicroseconds, ratios }) => [
    title,
    range(perSecond, number),
    range(p50, fixed),
    range(p99, fixed),
    number(cpuMicroseconds.median),
    ratios === undefined ? '' : `${fixed(ratios.perSecond.median)} / ${fixed(ratios.p99.median)}`,
  ])
  const head = ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'ours to it: requests/s / p99']
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)))
  for (const row of [head, ...rows])
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
    )
}

/** A line for what became of all requests of a run. */
export function accountLine(title, run) {
  const { sent, answered, taken, lost, cut, timeouts, statuses, errors, unexpected, exit } = run
  const listed = (counts) =>
    Object.entries(counts)
      .map(([kind, count]) => `${count} × ${kind}`)
      .join(', ') || 'none'
  return `${title}: sent ${number(sent)}, taken ${number(taken ?? NaN)}, answered ${number(answered)}, lost ${lost}, cut ${cut}, timeouts ${timeouts}; status ${listed(statuses)}; not as expected ${listed(unexpected)}; connections ${listed(errors)}; exit ${exit}`
}
