import { AsyncLocalStorage } from 'node:async_hooks'
import type { NamespaceStatistics } from '../admin/info.ts'
import type { Client } from '../index.ts'
import { type Figures, figure, NAMESPACE_COUNTERS, rate, sum } from '../observe/server-counters.ts'
import { share, spaceOf } from '../observe/space.ts'

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
  /** Records that all clients read and wrote in a second; undefined before the second look. */
  readonly readRate: number | undefined
  readonly writeRate: number | undefined
}

/** Operations that the view makes for itself, which it doesn't count. */
const ownWork = new AsyncLocalStorage<true>()

/** Whether the present operation is the view's own. */
export function isOwnWork(): boolean {
  return ownWork.getStore() === true
}

/** Milliseconds that the nodes have to answer. */
const PATIENCE = 2_000

/** What the nodes say of the namespaces of a cluster, and how fast it changes from one look to the next. */
export class ServerFigures {
  readonly #client: Client
  /** By node and namespace: what was told last, and when. */
  readonly #before = new Map<string, { readonly all: Figures; readonly at: number }>()

  constructor(client: Client) {
    this.#client = client
  }

  /** Asks the nodes; what fails is left out. */
  read(): Promise<NamespaceFigures[]> {
    const namespaces = Object.keys(this.#client.stats().namespaces)
    return ownWork.run(true, async () => {
      const asked = namespaces.map((namespace) =>
        this.#client.namespaceStatistics(namespace, { timeout: PATIENCE }).then(
          (answers) => answers.map((answer) => this.#take(namespace, answer)),
          // The next look may succeed; that nodes do not answer is told by the client's own figures.
          () => [],
        ),
      )
      return (await Promise.all(asked)).flat()
    })
  }

  #take(namespace: string, { node, objects, all }: NamespaceStatistics): NamespaceFigures {
    const key = `${node} ${namespace}`
    const at = performance.now()
    const before = this.#before.get(key)
    this.#before.set(key, { all, at })
    const seconds = before === undefined ? 0 : (at - before.at) / 1000
    const migrating = ['migrate_tx_partitions_remaining', 'migrate_rx_partitions_remaining']
    const { usedBytes, totalBytes } = spaceOf(all)
    return {
      ...{ namespace, node, objects },
      used: share(usedBytes, totalBytes),
      available: figure(all, 'data_avail_pct', 'device_available_pct'),
      migrating: sum(migrating.map((name) => figure(all, name))),
      stopsWrites: all.get('stop_writes') === 'true',
      readRate: rate(NAMESPACE_COUNTERS.reads, before?.all, all, seconds),
      writeRate: rate(NAMESPACE_COUNTERS.writes, before?.all, all, seconds),
    }
  }
}
