import { channel } from 'node:diagnostics_channel'
import type { BatchObservableCallback, Meter, Observable } from '@opentelemetry/api'
import type { NodeStats } from '../execute/stats.ts'
import type { StatsQuestion } from '../execute/stats-channel.ts'
import { poolAttributes } from './attributes.ts'

/** What is open to one node, by all clients of the process. */
interface Pool {
  readonly idle: number
  readonly used: number
  readonly max: number
  readonly pending: number
}

const NONE: Pool = { idle: 0, used: 0, max: 0, pending: 0 }

/** What there is now of connections, read from the clients of the process when metrics are collected. */
export class Gauges {
  readonly #meter: Meter
  readonly #count: Observable
  readonly #max: Observable
  readonly #pending: Observable
  /** Pools that were told of: who collects goes on with the last figure of one that is not told any more. */
  readonly #known = new Set<string>()

  constructor(meter: Meter) {
    this.#meter = meter
    this.#count = meter.createObservableUpDownCounter('db.client.connection.count', {
      ...{ description: 'Open connections that carry commands, by state.', unit: '{connection}' },
    })
    this.#max = meter.createObservableUpDownCounter('db.client.connection.max', {
      ...{ description: 'The most connections that may be open.', unit: '{connection}' },
    })
    this.#pending = meter.createObservableUpDownCounter('db.client.connection.pending_requests', {
      ...{ description: 'Commands and requests that wait for a connection.', unit: '{request}' },
    })
  }

  start(): void {
    this.#meter.addBatchObservableCallback(this.#observe, [this.#count, this.#max, this.#pending])
  }

  stop(): void {
    this.#meter.removeBatchObservableCallback(this.#observe, [this.#count, this.#max, this.#pending])
  }

  readonly #observe: BatchObservableCallback = (result) => {
    const found = pools()
    for (const address of found.keys()) this.#known.add(address)
    for (const address of this.#known) {
      const { idle, used, max, pending } = found.get(address) ?? NONE
      const pool = poolAttributes(address)
      result.observe(this.#count, idle, { ...pool, 'db.client.connection.state': 'idle' })
      result.observe(this.#count, used, { ...pool, 'db.client.connection.state': 'used' })
      result.observe(this.#max, max, pool)
      result.observe(this.#pending, pending, pool)
    }
  }
}

/** By address. Clients that know the same node have pools of one name, which are one pool to who reads it. */
function pools(): Map<string, Pool> {
  const found = new Map<string, Pool>()
  const add = ({ address, connections, waiting }: NodeStats): void => {
    const { idle, used, max, pending } = found.get(address) ?? NONE
    found.set(address, {
      idle: idle + connections.idle,
      used: used + connections.inUse,
      max: max + connections.max,
      pending: pending + waiting,
    })
  }
  const question: StatsQuestion = ({ stats }) => {
    stats.nodes.forEach(add)
  }
  channel('aerospike-ts:stats').publish(question)
  return found
}
