import { look, write, writeJson, writeLines } from './output.ts'
import { type Cell, tableLines } from './table.ts'
import type { Align } from './width.ts'

/** A column of a list: how it is called for people and for programs, and what is in it. */
export interface Field<Row> {
  readonly title: string
  readonly align?: Align
  readonly text: (row: Row) => Cell
}

/** Prints what a list has: a table for people, a line of JSON each for programs. */
export async function printList<Row>(
  rows: readonly Row[],
  fields: readonly Field<Row>[],
  options: { readonly json: boolean; readonly empty: string },
): Promise<void> {
  if (options.json) {
    for (const row of rows) await writeJson(row)
    return
  }
  if (rows.length === 0) return write(`${options.empty}\n`)
  await writeLines(
    tableLines(
      fields,
      rows.map((row) => fields.map(({ text }) => text(row))),
      look(),
    ),
  )
}
