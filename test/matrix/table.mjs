// The tables of the matrix, in Markdown.
const widthOf = (rows, column) => Math.max(...rows.map((row) => row[column].length))

const WORDS = {
  ok: ({ remark }) => remark ?? 'ok',
  none: ({ remark }) => `– (${remark})`,
  'not here': ({ remark }) => `not here: ${remark}`,
  failed: () => 'FAILED',
}

const textOf = (cell) => WORDS[cell.outcome](cell).replaceAll('|', '\\|')

/** One axis: a row for each tool, a column for each use of it. */
export function tableOf({ title, columns, rows }) {
  const texts = [
    [title, ...columns],
    ...rows.map(({ name, cells }) => [name, ...cells.map((cell) => textOf(cell))]),
  ]
  const widths = texts[0].map((_, column) => widthOf(texts, column))
  const lines = texts.map(
    (row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`,
  )
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`)
  return lines.join('\n')
}

export function failuresOf({ title, columns, rows }) {
  return rows.flatMap(({ name, cells }) =>
    cells.flatMap((cell, i) =>
      cell.outcome === 'failed' ? [`FAILED ${title}, ${name}, ${columns[i]}:\n${cell.remark}`] : [],
    ),
  )
}
