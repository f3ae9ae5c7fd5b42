import type { Client } from '../index.ts'
import type { ClientStats } from '../execute/stats.ts'
import { History, type Sample } from './history.ts'
import { type LoggedOperation, OperationsLog } from './operations-log.ts'
import { type NamespaceFigures, ServerFigures } from './server-figures.ts'
import { type StagesShown, StageWindow } from './stage-figures.ts'

/** All that the page shows, at one moment. */
export interface ViewState {
  readonly at: number
  readonly stats: ClientStats
  readonly nodes: readonly ViewNode[]
  /** By namespace: for each partition the index in `nodes` of who has its master; -1 where nobody has. */
  readonly masters: Readonly<Record<string, readonly number[]>>
  readonly figures: readonly NamespaceFigures[]
  /** Undefined while the client measures none. */
  readonly stages: StagesShown | undefined
  readonly slow: readonly LoggedOperation[]
  readonly errors: readonly LoggedOperation[]
}

/** A node of the cluster, or one that has left it since the view began. */
export interface ViewNode {
  readonly id: string
  readonly address: string
  readonly isThere: boolean
  /** Looks at it that failed in a row. */
  readonly failures: number
}

/** Milliseconds between two samples. */
const INTERVAL = 1_000
/** So many samples lie between two looks at the nodes' own figures, while anybody watches. */
const FIGURES_EVERY = 5
/** Nodes that have left are shown no longer than so many others came. */
const NODES_KEPT = 256

/** Watches one client: samples its figures each second, in bounded memory. */
export class Watch {
  readonly history = new History()
  readonly log: OperationsLog
  readonly #client: Client
  readonly #servers: ServerFigures
  readonly #stages = new StageWindow()
  readonly #nodes = new Map<string, ViewNode>()
  readonly #listeners = new Set<(sample: Sample) => void>()
  #before: ClientStats
  #beforeAt = performance.now()
  #figures: readonly NamespaceFigures[] = []
  #ticks = 0
  #timer: NodeJS.Timeout | undefined

  constructor(client: Client, slowFrom: number) {
    this.#client = client
    this.#servers = new ServerFigures(client)
    this.log = new OperationsLog(client.id, slowFrom)
    this.#before = client.stats()
    this.#look(this.#before)
    this.#stages.add(client.metrics())
  }

  start(): void {
    this.log.start()
    this.#timer = setInterval(() => {
      this.#tick()
    }, INTERVAL)
    this.#timer.unref()
  }

  stop(): void {
    this.log.stop()
    clearInterval(this.#timer)
    this.#listeners.clear()
  }

  /** Has somebody told of each sample; returns what ends that. */
  listen(listener: (sample: Sample) => void): () => void {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) void this.#readFigures()
    return () => {
      this.#listeners.delete(listener)
    }
  }

  get state(): ViewState {
    const stats = this.#client.stats()
    this.#look(stats)
    const nodes = [...this.#nodes.values()]
    const numbers = new Map(nodes.map(({ id }, index) => [id, index]))
    const masters = Object.keys(stats.namespaces).map((name) => {
      const [owners = []] = this.#client.partitionOwners(name)
      return [name, owners.map((id) => numbers.get(id ?? '') ?? -1)] as const
    })
    return {
      ...{ at: Date.now(), stats, nodes, masters: Object.fromEntries(masters) },
      ...{ figures: this.#figures, stages: this.#stages.shown },
      ...{ slow: this.log.slow, errors: this.log.errors },
    }
  }

  #tick(): void {
    const sample = this.#sample()
    this.history.add(sample)
    this.#stages.add(this.#client.metrics())
    for (const listener of this.#listeners) listener(sample)
    if (this.#listeners.size > 0 && ++this.#ticks % FIGURES_EVERY === 0) void this.#readFigures()
  }

  async #readFigures(): Promise<void> {
    this.#figures = await this.#servers.read()
  }

  #sample(): Sample {
    const stats = this.#client.stats()
    const now = performance.now()
    const seconds = Math.max(0.001, (now - this.#beforeAt) / 1000)
    const { count, failed, latencies } = this.log.take()
    const grown = (figure: (node: ClientStats['nodes'][number]) => number): number =>
      Math.max(0, sum(stats, figure) - sum(this.#before, figure)) / seconds
    const sample = {
      ...{ at: Date.now(), operations: count / seconds, errors: failed / seconds, latencies },
      bytesSent: grown(({ bytesSent }) => bytesSent),
      bytesReceived: grown(({ bytesReceived }) => bytesReceived),
      inFlight: stats.inFlight,
      waiting: sum(stats, ({ waiting }) => waiting),
    }
    this.#before = stats
    this.#beforeAt = now
    return sample
  }

  #look({ nodes }: ClientStats): void {
    const there = new Map(nodes.map((node) => [node.id, node]))
    for (const [id, known] of this.#nodes)
      if (!there.has(id)) this.#nodes.set(id, { ...known, isThere: false })
    for (const { id, address, tend } of nodes)
      this.#nodes.set(id, { id, address, isThere: true, failures: tend.failures })
    for (const [id, { isThere }] of this.#nodes) {
      if (this.#nodes.size <= NODES_KEPT) return
      if (!isThere) this.#nodes.delete(id)
    }
  }
}

function sum(stats: ClientStats, figure: (node: ClientStats['nodes'][number]) => number): number {
  return stats.nodes.reduce((total, node) => total + figure(node), 0)
}
