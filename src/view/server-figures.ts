import { AsyncLocalStorage } from 'node:async_hooks'
import type { Client } from '../client.ts'

/** What one node says of one namespace. Undefined is what it does not tell. */
export interface NamespaceFigures {
  readonly namespace: string
  /** The node's id. */
  readonly node: string
  readonly objects: number
  /** Share of the storage in use, and share that is free for writing, in percent. */
  readonly used: number | undefined
  readonly available: number | undefined
  /** Partitions that are still to be sent to other nodes, or received from them. */
  readonly migrating: number | undefined
  readonly stopsWrites: boolean
  /** Records that all clients read and wrote since the node was started. */
  readonly reads: number
  readonly writes: number
}

/** Operations that the view makes for itself, which it doesn't count. */
const ownWork = new AsyncLocalStorage<true>()

/** Whether the present operation is the view's own. */
export function isOwnWork(): boolean {
  return ownWork.getStore() === true
}

/** Milliseconds that the nodes have to answer. */
const PATIENCE = 2_000

/** Asks the nodes of a cluster for their figures; what fails is left out. */
export function readFigures(client: Client, namespaces: readonly string[]): Promise<NamespaceFigures[]> {
  return ownWork.run(true, async () => {
    const asked = namespaces.map((namespace) =>
      client.namespaceStatistics(namespace, { timeout: PATIENCE }).then(
        (answers) => answers.map(({ node, objects, all }) => figuresOf(namespace, node, objects, all)),
        // The next look may succeed; that nodes do not answer is told by the client's own figures.
        () => [],
      ),
    )
    return (await Promise.all(asked)).flat()
  })
}

function figuresOf(
  namespace: string,
  node: string,
  objects: number,
  all: ReadonlyMap<string, string>,
): NamespaceFigures {
  const figure = (name: string): number | undefined => {
    const text = all.get(name)
    return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)
  }
  const sent = figure('migrate_tx_partitions_remaining')
  const received = figure('migrate_rx_partitions_remaining')
  return {
    ...{ namespace, node, objects },
    used: figure('data_used_pct'),
    available: figure('data_avail_pct'),
    migrating: sent === undefined && received === undefined ? undefined : (sent ?? 0) + (received ?? 0),
    stopsWrites: all.get('stop_writes') === 'true',
    reads: countOf('read', all),
    writes: countOf('write', all),
  }
}

/** Ends of a command on a record, by the node's own names: `client_read_success`, `batch_sub_write_error` … */
function countOf(what: 'read' | 'write', all: ReadonlyMap<string, string>): number {
  const name = new RegExp(`^(client|batch_sub)_${what}_(success|error|timeout|not_found|filtered_out)$`)
  let count = 0
  for (const [key, text] of all) if (name.test(key)) count += Number(text)
  return count
}
