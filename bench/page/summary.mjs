// What the page shows, out of what a run measured: medians and spreads instead of every round.
import { TITLES } from '../lib/contenders.mjs'
import { deviation, mean, median, spread } from '../lib/statistics.mjs'

const OVERS = ['before', 'ours', 'official']

export function summaryOf(output) {
  const { when, minutes, machine, versions, commits, options, notes, server } = output
  return {
    titles: TITLES,
    about: { when, minutes, machine, versions, commits, options, notes, server },
    shapes: Object.values(output.shapes ?? {}).map(shapeOf),
    latency: latencyOf(output.latency),
    growth: output.growth ?? {},
    cold: coldOf(output.cold),
  }
}

function shapeOf({ title, kind, operations, results, ratios }) {
  const of = (list, field) => list.map((result) => result[field])
  const contenders = Object.entries(results).map(([name, list]) => ({
    name,
    perSecond: spread(of(list, 'perSecond')),
    mean: mean(of(list, 'perSecond')),
    deviation: deviation(of(list, 'perSecond')),
    cpu: spread(of(list, 'cpuMicroseconds')),
    block: median(of(list, 'longestBlock')),
    collection: median(of(list, 'longestCollection')),
  }))
  return { title, kind, operations, contenders, ratios }
}

function latencyOf(latency) {
  if (latency === undefined) return undefined
  const short = ({ rounds, ...result }) => ({
    ...result,
    borne: rounds.filter(({ bearable }) => bearable).length,
    of: rounds.length,
  })
  return {
    highest: latency.highest,
    loads: latency.loads.map((load) => ({
      ...load,
      results: Object.fromEntries(
        Object.entries(load.results).map(([name, result]) => [name, short(result)]),
      ),
    })),
  }
}

function coldOf(cold) {
  if (cold === undefined) return undefined
  const { bare, ...starts } = cold
  const over = (list) => spread(list.map((ms, round) => ms - bare[round]))
  const names = OVERS.filter((name) => starts[name] !== undefined)
  return { bare: median(bare), starts: names.map((name) => ({ name, over: over(starts[name]) })) }
}
