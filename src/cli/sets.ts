import type { SetInfo } from '../index.ts'
import { command } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, timeoutOf, withClient } from './connection.ts'
import { escapeText } from './escape.ts'
import { countText, sizeText } from './figures.ts'
import { type Field, printList } from './list.ts'
import { JSON_OPTION } from './output-options.ts'
import { Exit } from './usage.ts'

const FIELDS: readonly Field<SetInfo>[] = [
  { title: 'SET', text: setName },
  { title: 'COPIES OF RECORDS', align: 'right', text: ({ objects }) => countText(objects) },
  { title: 'TOMBSTONES', align: 'right', text: ({ tombstones }) => countText(tombstones) },
  { title: 'USED', align: 'right', text: ({ dataUsedBytes }) => sizeText(dataUsedBytes) },
  { title: 'INDEXES', align: 'right', text: ({ indexes }) => countText(indexes) },
]

/** The name of a set; what the node said of it where that can be read in several ways. */
export function setName({ name, ambiguous }: Pick<SetInfo, 'name' | 'ambiguous'>): string {
  return ambiguous === null ? escapeText(name) : `? ${escapeText(ambiguous)}`
}

export const sets = command({
  args: ['namespace'],
  about: 'Lists the sets of a namespace, each added up over the nodes: every copy of a record counts.',
  options: { ...JSON_OPTION, ...CONNECTION_OPTIONS },
  notes: CONNECTION_NOTES,
  async run(values, [namespace = '']) {
    const found = await withClient(values, (client) =>
      client.listSets(namespace, { timeout: timeoutOf(values) }),
    )
    await printList(found, FIELDS, { json: values.json ?? false, empty: 'no sets' })
    return Exit.ok
  },
})
