// The tables of the page, and what it says about the run.
import { TITLES } from '../lib/contenders.mjs'
import { fixed, number } from '../lib/say.mjs'

/** Above this share of the machine's time others disturb a run too much to trust single figures. */
const BUSY = 0.05

export const text = (value) =>
  String(value).replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character],
  )

const table = (heads, rows) => `<div class="wide"><table>
<thead><tr>${heads.map((head) => `<th scope="col">${text(head)}</th>`).join('')}</tr></thead>
<tbody>${rows.map(([head, ...cells]) => `<tr><th scope="row">${text(head)}</th>${cells.map((cell) => `<td>${text(cell)}</td>`).join('')}</tr>`).join('\n')}</tbody>
</table></div>`

export function aboutOf({ when, minutes, machine, versions, commits, options, notes, server }) {
  const commit = commits.ours === undefined ? '' : ` at commit ${commits.ours}`
  const before = commits.before === undefined ? '' : `, beside commit ${commits.before}`
  const facts = [
    ['Measured', `${when.slice(0, 16).replace('T', ' ')} UTC, in ${fixed(minutes, 0)} minutes`],
    ['Clients', `aerospike-ts${commit}${before}; official client ${versions.official}`],
    ['Runtime', `Node ${versions.node}, V8 ${versions.v8}`],
    [
      'Server',
      `${server.edition} ${server.build}, storage ${server.storage}, nodes: ${server.nodes}, on the same machine`,
    ],
    ['Machine', `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, ${machine.system}`],
    [
      'Method',
      `${options.rounds} rounds that count after a warm-up, the contenders by turns in each, in fresh processes ${options.generations} times; ratios are those of one round`,
    ],
  ]
  const isBusy = machine.busy > BUSY
  const warning = isBusy
    ? `<p class="warning">The machine was busy: others used ${fixed(machine.busy * 100, 0)} % of it before the run began. Trust ratios, and only roughly.</p>`
    : ''
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${text(value)}</dd>`).join('')
  const remarks = notes.map((note) => `<li>${text(note)}</li>`).join('')
  return `<dl>${list}</dl>${warning}${remarks === '' ? '' : `<ul>${remarks}</ul>`}`
}

/** Operations × rounds after warm-up: mean, deviation, ratio. */
export function speedTable(shapes) {
  const heads = [
    'shape and client',
    'operations a round',
    'median /s',
    'mean /s',
    '± deviation',
    'ours : it, speed',
    'CPU µs',
    'ours : it, CPU',
    'longest block ms',
    'of it GC ms',
  ]
  const range = (ratio) =>
    ratio === undefined ? '' : `${fixed(ratio.median)} (${fixed(ratio.low)} to ${fixed(ratio.high)})`
  const rows = shapes.flatMap(({ title, operations, contenders, ratios }) =>
    contenders.map(({ name, perSecond, mean, deviation, cpu, block, collection }) => [
      `${title}: ${TITLES[name]}`,
      number(operations),
      number(perSecond.median),
      number(mean),
      number(deviation),
      range(ratios[name]?.perSecond),
      fixed(cpu.median, 1),
      range(ratios[name]?.cpuMicroseconds),
      fixed(block, 1),
      fixed(collection, 1),
    ]),
  )
  return `<details open><summary>All figures</summary>${table(heads, rows)}</details>`
}

export function latencyTable({ highest, loads }) {
  const heads = ['load and client', 'a second', 'p50 µs', 'p99 µs', 'p99.9 µs', 'borne in rounds']
  const rows = loads.flatMap(({ title, share, rate, results }) =>
    Object.entries(results).map(([name, { p50, p99, p999, borne, of }]) => [
      `${title}, ${share * 100} %: ${TITLES[name]}`,
      number(rate),
      number(p50),
      number(p99),
      number(p999),
      `${borne} of ${of}`,
    ]),
  )
  const said = `The highest rate, ${number(highest)} a second, is that of single gets, issued at random moments.`
  return `<p>${said}</p><details><summary>All figures</summary>${table(heads, rows)}</details>`
}
