import { type Paint, plain, type Style } from './paint.ts'
import { type Align, cut, fit, widthOf } from './width.ts'

/** A cell: text without control characters, with a look. */
export type Cell = string | { readonly text: string; readonly style: Style }

export interface Column {
  readonly title: string
  readonly align?: Align
}

export interface Look {
  /** Columns of the terminal; Infinity where lines may be of any length. */
  readonly width: number
  readonly paint: Paint
}

export const ANY_WIDTH: Look = { width: Infinity, paint: plain }

const GAP = 2
/** A column is not made narrower than that. */
const NARROWEST = 6

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text)

/** The width of each column that their contents want. */
export function wantedWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ title }, at) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(textOf(row[at] ?? ''))), widthOf(title)),
  )
}

/** What a table takes with columns of these widths. */
export function tableWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + GAP, -GAP)
}

/** Makes the widest columns as narrow as it takes; undefined when that is not enough. */
export function narrowed(widths: readonly number[], width: number): number[] | undefined {
  if (tableWidth(widths) <= width) return [...widths]
  for (let limit = Math.max(...widths) - 1; limit >= NARROWEST; limit--) {
    const narrow = widths.map((each) => Math.min(each, limit))
    if (tableWidth(narrow) <= width) return narrow
  }
  return undefined
}

/** A table as lines: its titles, then its rows. What does not fit is cut. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { width, paint }: Look,
): string[] {
  const wanted = wantedWidths(columns, rows)
  const widths = narrowed(wanted, width) ?? wanted
  const title = lineOf(
    columns,
    columns.map((column) => column.title),
    widths,
    { width, paint: plain },
  )
  return [paint('bold', title), ...rows.map((row) => lineOf(columns, row, widths, { width, paint }))]
}

function lineOf(columns: readonly Column[], row: readonly Cell[], widths: number[], look: Look): string {
  const blank = ' '.repeat(GAP)
  let line = ''
  let room = look.width
  for (const [at, { align = 'left' }] of columns.entries()) {
    const cell = row[at] ?? ''
    const lead = at === 0 ? '' : blank
    const isLast = at === columns.length - 1
    // Blanks at the end of a line would only be copied along.
    const text =
      isLast && align === 'left'
        ? cut(textOf(cell), widths[at] ?? 0)
        : fit(textOf(cell), widths[at] ?? 0, align)
    if (room <= lead.length) break
    const shown = cut(text, room - lead.length)
    line += lead + (typeof cell === 'string' ? shown : look.paint(cell.style, shown))
    room -= lead.length + widthOf(shown)
  }
  return line.trimEnd()
}
