import type { Client, NamespaceStatistics } from '../index.ts'
import { command } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, timeoutOf, withClient } from './connection.ts'
import { escapeText } from './escape.ts'
import { figure, sum } from '../observe/server-counters.ts'
import { countText, percentText, sizeText } from './figures.ts'
import { type Field, printList } from './list.ts'
import { JSON_OPTION } from './output-options.ts'
import { Exit } from './usage.ts'
import { share, spaceOf } from '../observe/space.ts'

interface Row {
  readonly namespace: string
  readonly nodes: number
  readonly replicationFactor: number | undefined
  readonly objects: number | undefined
  readonly usedBytes: number | undefined
  readonly totalBytes: number | undefined
  readonly indexBytes: number | undefined
}

const FIELDS: readonly Field<Row>[] = [
  { title: 'NAMESPACE', text: ({ namespace }) => escapeText(namespace) },
  { title: 'NODES', align: 'right', text: ({ nodes }) => countText(nodes) },
  { title: 'COPIES', align: 'right', text: ({ replicationFactor }) => countText(replicationFactor) },
  { title: 'OBJECTS', align: 'right', text: ({ objects }) => countText(objects) },
  { title: 'USED', align: 'right', text: ({ usedBytes }) => sizeText(usedBytes) },
  { title: 'OF', align: 'right', text: ({ totalBytes }) => sizeText(totalBytes) },
  {
    title: '',
    align: 'right',
    text: ({ usedBytes, totalBytes }) => percentText(share(usedBytes, totalBytes)),
  },
  { title: 'INDEX', align: 'right', text: ({ indexBytes }) => sizeText(indexBytes) },
]

export const namespaces = command({
  args: [],
  about: 'Lists the namespaces, each added up over the nodes. Objects are records, each once.',
  options: { ...JSON_OPTION, ...CONNECTION_OPTIONS },
  notes: CONNECTION_NOTES,
  async run(values) {
    const timeout = timeoutOf(values)
    const rows = await withClient(values, async (client) => {
      const names = await client.listNamespaces({ timeout })
      return Promise.all(names.map((name) => rowOf(client, name, timeout)))
    })
    await printList(rows, FIELDS, { json: values.json ?? false, empty: 'no namespaces' })
    return Exit.ok
  },
})

async function rowOf(client: Client, namespace: string, timeout: number): Promise<Row> {
  const nodes = await client.namespaceStatistics(namespace, { timeout })
  const total = (pick: (node: NamespaceStatistics) => number | undefined): number | undefined =>
    sum(nodes.map(pick))
  return {
    namespace,
    nodes: nodes.length,
    replicationFactor: nodes[0] && figure(nodes[0].all, 'effective_replication_factor'),
    objects: total(({ all }) => figure(all, 'master_objects')),
    usedBytes: total(({ all }) => spaceOf(all).usedBytes),
    totalBytes: total(({ all }) => spaceOf(all).totalBytes),
    indexBytes: total(({ all }) => spaceOf(all).indexBytes),
  }
}
