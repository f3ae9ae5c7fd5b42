import { escapeControls, escapeText } from '../escape.ts'
import { countText, durationText, percentText, sizeText, UNKNOWN } from '../figures.ts'
import { type Cell, type Look, tableLines, tableWidth, wantedWidths } from '../table.ts'
import type { Align } from '../width.ts'
import type { Histogram } from './histograms.ts'
import type { NamespaceRow, NodeRow, NodeState, SetRow } from './report.ts'
import type { SortKey } from './sort.ts'

/** A column of a live table. Where there is no room, those of the highest rank go first. */
export interface Panel<Row> {
  readonly title: string
  readonly align?: Align
  readonly rank: number
  readonly sort?: SortKey
  readonly text: (row: Row) => Cell
}

const SORTED = '▼'

const STATES = {
  up: { text: 'up', style: 'green' },
  avoided: { text: 'avoided', style: 'yellow' },
  mute: { text: 'no answer', style: 'red' },
  lost: { text: 'lost', style: 'red' },
} as const satisfies Record<NodeState, Cell>

const right = <Row>(title: string, rank: number, text: (row: Row) => Cell, sort?: SortKey): Panel<Row> => ({
  title,
  align: 'right',
  rank,
  text,
  ...(sort === undefined ? {} : { sort }),
})

/** Errors are seen from afar. */
const alarming = (value: number | undefined): Cell =>
  value !== undefined && value > 0 ? { text: countText(value), style: 'red' } : countText(value)
const moving = (value: number | undefined): Cell =>
  value !== undefined && value > 0 ? { text: countText(value), style: 'yellow' } : countText(value)

export function nodePanels(marked: string | undefined): readonly Panel<NodeRow>[] {
  return [
    { title: ' ', rank: 0, text: ({ id }) => (id === marked ? '>' : ' ') },
    { title: 'NODE', rank: 0, sort: 'name', text: ({ id }) => escapeControls(id) },
    { title: 'ADDRESS', rank: 3, text: ({ address }) => escapeControls(address) },
    { title: 'BUILD', rank: 9, text: ({ build }) => escapeControls(build) },
    { title: 'STATE', rank: 1, text: ({ state }) => STATES[state] },
    right('UP', 10, ({ uptime }) => durationText(uptime)),
    right('CONN', 6, ({ connections }) => countText(connections), 'connections'),
    right('READ/s', 1, ({ reads }) => countText(reads), 'reads'),
    right('WRITE/s', 1, ({ writes }) => countText(writes), 'writes'),
    right('BATCH/s', 5, ({ batches }) => countText(batches), 'batches'),
    right('QUERY/s', 5, ({ queries }) => countText(queries), 'queries'),
    right('ERR/s', 2, ({ errors }) => alarming(errors), 'errors'),
    right('R>1ms', 4, ({ slowReads }) => percentText(slowReads, 1)),
    right('W>1ms', 4, ({ slowWrites }) => percentText(slowWrites, 1)),
    right('PING', 6, ({ client }) => (client.ping === undefined ? UNKNOWN : `${client.ping.toFixed(1)} ms`)),
    right('OBJECTS', 7, ({ objects }) => countText(objects), 'objects'),
    right('USED', 8, ({ bytes }) => sizeText(bytes), 'bytes'),
    right('CPU', 8, ({ cpu }) => percentText(cpu)),
    right('FREE', 9, ({ freeMemory }) => percentText(freeMemory)),
    right('MIGR', 7, ({ migrating }) => moving(migrating)),
  ]
}

export const NAMESPACE_PANELS: readonly Panel<NamespaceRow>[] = [
  { title: 'NAMESPACE', rank: 0, sort: 'name', text: ({ name }) => escapeText(name) },
  right('READ/s', 1, ({ reads }) => countText(reads), 'reads'),
  right('WRITE/s', 1, ({ writes }) => countText(writes), 'writes'),
  right('QUERY/s', 4, ({ queries }) => countText(queries), 'queries'),
  right('ERR/s', 2, ({ errors }) => alarming(errors), 'errors'),
  right('OBJECTS', 3, ({ objects }) => countText(objects), 'objects'),
  right('USED', 3, ({ bytes }) => sizeText(bytes), 'bytes'),
  right('OF', 6, ({ totalBytes }) => sizeText(totalBytes)),
  right('FULL', 4, ({ usedPercent }) => percentText(usedPercent, 1)),
  right('INDEX', 5, ({ indexBytes }) => sizeText(indexBytes)),
  right('MIGR', 5, ({ migrating }) => moving(migrating)),
  { title: '', rank: 1, text: ({ warnings }) => ({ text: warnings.join(', '), style: 'red' }) },
]

export const SET_PANELS: readonly Panel<SetRow>[] = [
  { title: 'SET', rank: 0, sort: 'name', text: ({ namespace, name }) => `${escapeText(namespace)}.${name}` },
  right('COPIES', 1, ({ objects }) => countText(objects), 'objects'),
  right('+/s', 2, ({ objectsPerSecond }) => signed(objectsPerSecond, countText)),
  right('USED', 1, ({ bytes }) => sizeText(bytes), 'bytes'),
  right('+/s', 3, ({ bytesPerSecond }) => signed(bytesPerSecond, sizeText)),
]

function signed(value: number | undefined, text: (value: number | undefined) => string): string {
  return value !== undefined && value > 0 ? `+${text(value)}` : text(value)
}

/** Shares that took longer than 1, 2, 4 … milliseconds or microseconds. */
const SHOWN_SHARES = 8

export const HISTOGRAM_PANELS: readonly Panel<Histogram>[] = [
  {
    title: 'LATENCY',
    rank: 0,
    text: ({ namespace, name }) => escapeText(namespace === '' ? name : `${namespace} ${name}`),
  },
  right('/s', 0, ({ perSecond }) => countText(perSecond)),
  right('', 0, ({ unit }) => unit),
  ...Array.from({ length: SHOWN_SHARES }, (_, at) =>
    right<Histogram>(`>${2 ** at}`, at + 1, ({ over }) => {
      const share = over[at]
      return share === undefined ? UNKNOWN : `${share.toFixed(2)} %`
    }),
  ),
]

/** A table of the columns that there is room for; the one that it is sorted by is marked. */
export function panelLines<Row>(
  panels: readonly Panel<Row>[],
  rows: readonly Row[],
  sort: SortKey | undefined,
  look: Look,
): string[] {
  let kept = panels
  for (;;) {
    const columns = kept.map((panel) => ({
      title: panel.sort !== undefined && panel.sort === sort ? `${panel.title}${SORTED}` : panel.title,
      align: panel.align ?? 'left',
    }))
    const cells = rows.map((row) => kept.map(({ text }) => text(row)))
    const highest = Math.max(...kept.map(({ rank }) => rank))
    if (highest === 0 || tableWidth(wantedWidths(columns, cells)) <= look.width)
      return tableLines(columns, cells, look)
    kept = kept.filter(({ rank }) => rank < highest)
  }
}
