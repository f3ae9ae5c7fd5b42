import { readFile } from 'node:fs/promises'
import { command } from './command.ts'
import { escapeControls } from './escape.ts'
import { type Field, printList } from './list.ts'
import { type Finding, findCalls } from './migrate/find.ts'
import { programsIn } from './migrate/files.ts'
import { JSON_OPTION } from './output-options.ts'
import { write } from './output.ts'
import { Exit } from './usage.ts'

type Row = Finding & { readonly file: string }

const FIELDS: readonly Field<Row>[] = [
  { title: 'PLACE', text: ({ file, line, column }) => escapeControls(`${file}:${line}:${column}`) },
  { title: 'CALL', text: ({ found }) => escapeControls(found) },
  { title: 'BECOMES', text: ({ becomes }) => becomes },
  { title: 'NOTE', text: ({ note }) => note },
]

export const migrateCheck = command({
  args: ['path?'],
  about:
    'Lists the calls of the official client, the package aerospike, in the programs of a file or folder (the present one when left out), and what each becomes. ' +
    'Nothing is changed. Ends with 1 when there are some, with 0 when there are none.',
  options: JSON_OPTION,
  notes:
    'It reads JavaScript and TypeScript word by word: methods with names of their own, such as batchRead, are found everywhere; others, such as get, in files that import aerospike, ' +
    'where what stands before them came from connect() or is called client. node_modules, dist, build, coverage and hidden folders are left out.',
  async run(values, [path = '.']) {
    const files = await programsIn(path)
    const rows: Row[] = []
    for (const file of files)
      for (const finding of findCalls(await readFile(file, 'utf8'))) rows.push({ file, ...finding })
    const json = values.json ?? false
    await printList(rows, FIELDS, {
      json,
      empty: `no calls of the official client in ${countOf(files, 'file')}`,
    })
    if (!json && rows.length > 0) await write(`\n${summary(rows)}\n`)
    return rows.length > 0 ? Exit.failed : Exit.ok
  },
})

function summary(rows: readonly Row[]): string {
  const files = new Set(rows.map(({ file }) => file))
  return `${countOf(rows, 'place')} in ${countOf([...files], 'file')}; what is different: docs/guide/migrate-from-aerospike.md`
}

function countOf({ length }: readonly unknown[], what: string): string {
  return `${length} ${what}${length === 1 ? '' : 's'}`
}
