import type { NodeAnswer, NodeInfo } from '../index.ts'
import { parsePairs } from '../wire/info.ts'
import { command } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, timeoutOf, withClient } from './connection.ts'
import { escapeControls, escapeMessage } from './escape.ts'
import { figure } from '../observe/server-counters.ts'
import { countText, durationText } from './figures.ts'
import { type Field, printList } from './list.ts'
import { JSON_OPTION } from './output-options.ts'
import { complain } from './output.ts'
import { Exit } from './usage.ts'

interface Row {
  readonly node: string
  readonly address: string
  readonly addresses: readonly string[]
  readonly build: string
  readonly uptime: number | undefined
  readonly connections: number | undefined
  readonly objects: number | undefined
  readonly clusterSize: number | undefined
}

const FIELDS: readonly Field<Row>[] = [
  { title: 'NODE', text: ({ node }) => escapeControls(node) },
  { title: 'ADDRESS', text: ({ address }) => escapeControls(address) },
  { title: 'BUILD', text: ({ build }) => escapeControls(build) },
  { title: 'UPTIME', align: 'right', text: ({ uptime }) => durationText(uptime) },
  { title: 'CONNECTIONS', align: 'right', text: ({ connections }) => countText(connections) },
  { title: 'OBJECTS', align: 'right', text: ({ objects }) => countText(objects) },
  { title: 'CLUSTER', align: 'right', text: ({ clusterSize }) => countText(clusterSize) },
]

export const nodes = command({
  args: [],
  about:
    'Lists the nodes of the cluster: the connections that each has, of all its clients, its objects with all copies, and how many nodes it sees. ' +
    'Ends with 1 when a node does not answer.',
  options: { ...JSON_OPTION, ...CONNECTION_OPTIONS },
  notes: CONNECTION_NOTES,
  async run(values) {
    const [known, answers] = await withClient(values, async (client) => {
      const given = await client.infoAll('statistics', { timeout: timeoutOf(values) })
      return [client.nodes, given] as const
    })
    await printList(
      known.map((node) => rowOf(node, answers)),
      FIELDS,
      { json: values.json ?? false, empty: 'no nodes' },
    )
    const failed = answers.filter((answer) => 'error' in answer)
    for (const { node, error } of failed) complain(escapeMessage(`node ${node}: ${error.message}`))
    return failed.length > 0 ? Exit.failed : Exit.ok
  },
})

function rowOf({ id, address, addresses, build }: NodeInfo, answers: readonly NodeAnswer[]): Row {
  const answer = answers.find(({ node }) => node === id)
  const all = parsePairs(answer !== undefined && 'answer' in answer ? answer.answer : '')
  return {
    node: id,
    address,
    addresses,
    build,
    uptime: figure(all, 'uptime'),
    connections: figure(all, 'client_connections'),
    objects: figure(all, 'objects'),
    clusterSize: figure(all, 'cluster_size'),
  }
}
