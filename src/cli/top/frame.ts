import { escapeControls, escapeText } from '../escape.ts'
import { sum } from '../../observe/server-counters.ts'
import { countText, durationText, percentText } from '../figures.ts'
import type { Paint } from '../paint.ts'
import { wrap } from '../command.ts'
import { cut } from '../width.ts'
import {
  HISTOGRAM_PANELS,
  NAMESPACE_PANELS,
  nodePanels,
  type Panel,
  panelLines,
  SET_PANELS,
} from './panels.ts'
import { type NodeRow, type Report, sumOf } from './report.ts'
import { type SortKey, sorted } from './sort.ts'
import { KEYS, type View } from './view.ts'

/** What a frame is laid out for. */
export interface Canvas {
  /** Of the terminal; Infinity where there is none. */
  readonly columns: number
  readonly rows: number
  readonly paint: Paint
}

/** What stands above the tables besides the report. */
export interface Heading {
  readonly time: Date
  /** Seconds. */
  readonly interval: number
  /** Why no node answers, where that is so. */
  readonly problem: string | undefined
}

/** Nodes in the order in which they are listed. */
export function listedNodes(report: Report, sort: SortKey): readonly NodeRow[] {
  return sorted(report.nodes, sort, ({ id }) => id)
}

/** A screen: no more lines than it has, none longer than it is wide. */
export function frameLines(report: Report, view: View, heading: Heading, canvas: Canvas): string[] {
  const head = headLines(report, view, heading, canvas)
  const foot = footLine(view, canvas)
  const room = Math.max(0, canvas.rows - head.length - 1)
  const body = bodyLines(report, view, canvas, room)
  const blank = Array.from({ length: room - Math.min(room, body.length) }, () => '')
  return [...head, ...body.slice(0, room), ...blank, foot].slice(-canvas.rows)
}

/** The same for a log: every row, and no word about keys. */
export function blockLines(report: Report, view: View, heading: Heading, paint: Paint): string[] {
  const canvas = { columns: Infinity, rows: Infinity, paint }
  return [...headLines(report, view, heading, canvas), ...overviewLines(report, view, canvas, Infinity), '']
}

function headLines(
  report: Report,
  view: View,
  { time, interval, problem }: Heading,
  canvas: Canvas,
): string[] {
  const { columns, paint } = canvas
  const here = report.nodes.filter(({ state }) => state !== 'lost')
  const totals = sumOf(report.namespaces)
  const batches = sum(report.nodes.map((node) => node.batches))
  const migrating = sum(report.namespaces.map((each) => each.migrating))
  const load = [
    `reads ${countText(totals.reads)}/s`,
    `writes ${countText(totals.writes)}/s`,
    `batches ${countText(batches)}/s`,
    `queries ${countText(totals.queries)}/s`,
    `errors ${countText(totals.errors)}/s`,
    `migrating ${countText(migrating)}`,
  ]
  const open = sum(report.nodes.map(({ client }) => client.open)) ?? 0
  const title = [
    `aerospike-ts top, ${time.toTimeString().slice(0, 8)}`,
    ...(view.isPaused ? ['PAUSED'] : []),
    `${here.length} node${here.length === 1 ? '' : 's'}`,
    `every ${interval} s`,
    `by ${view.sort}`,
  ]
  return [
    paint('bold', cut(title.join(', '), columns)),
    cut(load.join('  '), columns),
    paint('dim', cut(`this client: ${report.inFlight} in flight, ${open} connections`, columns)),
    ...(here.length === 0
      ? [paint('red', cut(`No node answers. ${escapeControls(problem ?? '')}`, columns))]
      : []),
    '',
  ]
}

function bodyLines(report: Report, view: View, canvas: Canvas, room: number): string[] {
  if (view.showsHelp) return helpLines(canvas)
  const node = view.isOneNode ? report.nodes.find(({ id }) => id === view.node) : undefined
  return node === undefined ? overviewLines(report, view, canvas, room) : nodeLines(node, view, canvas)
}

function helpLines({ columns, paint }: Canvas): string[] {
  return [
    paint('bold', 'Keys'),
    ...KEYS.map(({ shown, doc }) => cut(`  ${shown}  ${doc}`, columns)),
    '',
    ...wrap(
      'Reads and writes are of records, also those in batches. R>1ms and W>1ms: the share of them that took the node longer than a millisecond. PING: how long it took to answer a question of this program.',
      columns,
    ),
  ]
}

/** A table with a blank line behind it takes so much besides its rows. */
const AROUND = 2

function overviewLines(report: Report, view: View, canvas: Canvas, room: number): string[] {
  const { sort } = view
  const nodes = listedNodes(report, sort)
  const namespaces = sorted(report.namespaces, sort, ({ name }) => name)
  const sets = sorted(
    report.sets,
    sort,
    ({ namespace, name }) => `${namespace}.${name}`,
    // No server counts what is read and written in a set.
    ({ objectsPerSecond = 0 }) => Math.abs(objectsPerSecond),
  )
  const counts = [nodes.length, namespaces.length, sets.length]
  const shown = shareOut(counts, room - AROUND * counts.filter((count) => count > 0).length)
  const marked = view.node ?? nodes[0]?.id
  return [
    ...section(nodePanels(canvas.rows === Infinity ? undefined : marked), nodes, shown[0], sort, canvas),
    ...section(NAMESPACE_PANELS, namespaces, shown[1], sort, canvas),
    ...section(SET_PANELS, sets, shown[2], sort, canvas),
  ]
}

/** How many rows of each table are shown: the longest give way first. */
export function shareOut(counts: readonly number[], room: number): number[] {
  const shown = [...counts]
  let over = shown.reduce((all, count) => all + count, 0) - room
  for (let most = Math.max(...shown); over > 0 && most > 1; most = Math.max(...shown)) {
    shown[shown.lastIndexOf(most)] = most - 1
    over--
  }
  return shown
}

function section<Row>(
  panels: readonly Panel<Row>[],
  rows: readonly Row[],
  shown = rows.length,
  sort: SortKey,
  { columns, paint }: Canvas,
): string[] {
  if (rows.length === 0) return []
  const hidden = rows.length - shown
  const kept = rows.slice(0, hidden > 0 ? Math.max(1, shown - 1) : shown)
  return [
    ...panelLines(panels, kept, sort, { width: columns, paint }),
    ...(hidden > 0 && shown > 1 ? [paint('dim', cut(`… ${rows.length - kept.length} more`, columns))] : []),
    '',
  ]
}

function nodeLines(node: NodeRow, view: View, canvas: Canvas): string[] {
  const { columns, paint } = canvas
  const look = { width: columns, paint }
  const about = [
    `up ${durationText(node.uptime)}`,
    `${countText(node.connections)} connections`,
    `cpu ${percentText(node.cpu)}`,
    `free memory ${percentText(node.freeMemory)}`,
    `this client: ${node.client.load} commands, ${node.client.open} connections`,
  ]
  return [
    ...panelLines(nodePanels(node.id), [node], view.sort, look),
    ...(node.fault === undefined ? [] : [paint('red', cut(escapeControls(node.fault), columns))]),
    '',
    cut(about.join('  '), columns),
    '',
    ...panelLines(
      NAMESPACE_PANELS,
      sorted(node.namespaces, view.sort, ({ name }) => name),
      view.sort,
      look,
    ),
    '',
    ...(node.histograms.length === 0
      ? ['The node has no latencies yet.']
      : panelLines(
          HISTOGRAM_PANELS,
          node.histograms.toSorted((a, b) => b.perSecond - a.perSecond),
          undefined,
          look,
        )),
  ]
}

function footLine({ message }: View, { columns, paint }: Canvas): string {
  if (message !== undefined) return paint('yellow', cut(escapeText(message), columns))
  return paint(
    'dim',
    cut(
      KEYS.filter(({ word }) => word !== '')
        .map(({ shown, word }) => `${shown} ${word}`)
        .join('  '),
      columns,
    ),
  )
}
