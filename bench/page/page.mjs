// One page that needs nothing else: charts, style, data and the charting library stand in it.
import { readFileSync } from 'node:fs'
import { summaryOf } from './summary.mjs'
import { aboutOf, latencyTable, speedTable, text } from './tables.mjs'

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')
/** Nothing in a script may look like its end. */
const script = (code) => `<script>${code.replaceAll('</script', '<\\/script')}</script>`

/** A chart, drawn by charts.js by its id, with what it means below. */
const figure = (id, title, caption) => `<figure id="${id}">
<h3>${text(title)}</h3>
<div class="chart"><canvas role="img" aria-label="${text(title)}"></canvas></div>
<figcaption>${text(caption)}</figcaption>
</figure>`

/** Sections of the page: those whose part was not measured are left out. */
function sections({ shapes, latency, growth, cold }) {
  const parts = []
  if (shapes.length > 0) parts.push(SPEED, speedTable(shapes))
  if (latency !== undefined) parts.push(latencyFigures(latency), latencyTable(latency))
  const growths = Object.entries(growth).map(([id, { title }]) => figure(`growth-${id}`, title, GROWTH[id]))
  if (growths.length > 0) parts.push(`<h2>Growth</h2><div class="charts">${growths.join('')}</div>`)
  if (cold !== undefined) parts.push(COLD)
  return parts.join('\n')
}

const SPREAD = 'The bar is the median of the rounds, the line through its end the middle half of them.'
const SPEED = `<h2>Speed and CPU</h2><div class="charts">
${figure('speed-many', 'Many at once, operations a second', `${SPREAD} More is better.`)}
${figure('speed-one', 'One at a time, operations a second', `${SPREAD} More is better.`)}
${figure('speed-long', 'Batches and queries, records a second', `${SPREAD} More is better.`)}
${figure('cpu', 'CPU of the client process, µs per operation', `${SPREAD} Less is better.`)}
</div>`
const COLD = `<h2>Cold start</h2><div class="charts">
${figure('cold', 'Import, connect, first answer, close: ms over a bare process', 'In a fresh process each. Less is better.')}
</div>`
const GROWTH = {
  keys: 'Records a second. More is better.',
  bins: 'CPU of the client process, µs per record. Less is better.',
  flight: 'Operations a second. More is better.',
  nodes:
    'CPU of the client process, µs per operation; the memory server, one process of JavaScript, is the limit of the rate. Less is better.',
  tend: 'CPU of the client process in ms per second. Less is better.',
}

function latencyFigures({ loads }) {
  const kinds = [...new Map(loads.map(({ kind, title }) => [kind, title]))]
  const caption =
    'µs from the moment at which a command was due, by share of the highest rate; a broken line: the load was not borne in every round. Less is better.'
  const figures = kinds.flatMap(([kind, title]) =>
    ['p50', 'p99', 'p999'].map((field) =>
      figure(`latency-${kind}-${field}`, `${title}: ${field.replace('p999', 'p99.9')}`, caption),
    ),
  )
  return `<h2>Latency under open load</h2><div class="charts">${figures.join('')}</div>`
}

/** The page of a run, as text. */
export function pageOf(output) {
  const summary = summaryOf(output)
  const library = read('../node_modules/chart.js/dist/chart.umd.min.js').replace(
    /\/\/# sourceMappingURL=\S+/,
    '',
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>aerospike-ts: benchmarks</title>
<style>${read('style.css')}</style>
</head>
<body>
<main>
<h1>aerospike-ts: benchmarks</h1>
${aboutOf(summary.about)}
${sections(summary)}
</main>
${script(library)}
${script(`const SUMMARY = ${JSON.stringify(summary)}`)}
${script(read('charts.js'))}
</body>
</html>
`
}
