import type { Socket } from 'node:net'
import { introduce } from '../inspect.ts'
import { importLua, type LuaLoader } from '../lua/index.ts'
import { Calls } from './calls/calls.ts'
import { Clock } from './clock.ts'
import type { Cluster } from './cluster/cluster.ts'
import { Membership } from './cluster/membership.ts'
import { Faults, type Stroke } from './faults/faults.ts'
import { hold } from './faults/hold.ts'
import { MemoryNode } from './memory-node.ts'
import type { MemoryServerOptions } from './memory-server-options.ts'
import type { Connection } from './net/connection.ts'
import { addNodes, removeNodes } from './network.ts'
import { resolveServer, type ServerSettings } from './options.ts'
import { Code } from './result-code.ts'
import { Security } from './security/security.ts'
import { seed } from './seed/seed.ts'
import type { SeedRecord } from './seed/seed-record.ts'
import { serverOf } from './serve.ts'
import { MemorySnapshot } from './snapshot.ts'
import { type ServerStats, sumStats } from './stats.ts'
import { MemoryNamespace } from './store/memory-namespace.ts'
import { UdfRuntime } from './udf/runtime.ts'

/** Which partitions go where. */
export interface PartitionMove {
  readonly namespace: string
  /** Numbers from 0 to 4095; all when left out. */
  readonly partitions?: Iterable<number>
  /** Index of the node that becomes their master. */
  readonly to: number
  /** Do not count the regime up, so that clients take whichever map comes last. Default false. */
  readonly keepRegime?: boolean
}

/** An Aerospike-compatible server inside the process. Start one with {@link startMemoryServer}. */
export class MemoryServer {
  readonly nodes: readonly MemoryNode[]
  /** Faults to be scripted. */
  readonly faults = new Faults()
  /** What clients ask for, once it is recorded. */
  readonly calls = new Calls()
  readonly #clock: Clock
  readonly #cluster: Cluster
  readonly #membership: Membership
  /** Nodes that come up one by one at the start are one cluster from the start. */
  #formed = false

  static {
    introduce(this, 'MemoryServer', (server) => ({
      nodes: server.nodes,
      namespaces: [...server.#cluster.namespaces.keys()],
      faults: server.faults,
    }))
  }

  /** @internal */
  constructor(settings: ServerSettings, loadLua: LuaLoader = importLua) {
    this.#clock = new Clock(settings.clock)
    const modules = new Map<string, string>()
    const namespaces = settings.namespaces.map((each) => new MemoryNamespace(each, this.#clock))
    const security = securityOf(settings, this.#clock)
    const hooks = {
      left: ({ login }: Connection) => {
        if (typeof security !== 'number') security.leave(login)
      },
      accept: (node: MemoryNode, socket: Socket) => this.#accept(node, socket),
      serve: (node: MemoryNode) => serverOf(this.#cluster, node),
      rebalance: () => {
        if (this.#formed) this.#membership.rebalance()
      },
    }
    this.nodes = Array.from({ length: settings.nodes }, (_, index) => {
      const port = settings.port === 0 ? 0 : settings.port + index
      return new MemoryNode(index, settings.host, port, hooks, settings.tls)
    })
    this.#membership = new Membership(this.nodes, settings.namespaces)
    this.#cluster = {
      settings,
      clock: this.#clock,
      namespaces: new Map(namespaces.map((namespace) => [namespace.name, namespace])),
      nodes: this.nodes,
      faults: this.faults,
      calls: this.calls,
      modules,
      udfs: new UdfRuntime(loadLua, modules),
      security,
    }
  }

  /** Where to connect to: `127.0.0.1:3000,127.0.0.1:3001`. */
  get hosts(): string {
    return this.nodes.map(({ address }) => address).join(',')
  }

  /** Where to connect to with TLS: `127.0.0.1:name:4333`. @throws RangeError without the option `tls` */
  get tlsHosts(): string {
    const { tls } = this.#cluster.settings
    if (tls === undefined) throw new RangeError('The server was started without tls')
    const name = tls.name === undefined ? '' : `${tls.name}:`
    return this.nodes.map(({ host, tlsPort }) => `${host}:${name}${tlsPort ?? 0}`).join(',')
  }

  /**
   * Ends all sessions at once: a token is refused with `EXPIRED_SESSION`, and so is whatever comes on a connection that has logged in.
   * By itself a session that expires only has its token refused.
   */
  endSessions(): void {
    const { security } = this.#cluster
    if (typeof security !== 'number') security.endSessions()
  }

  /** What all nodes have done so far. */
  get stats(): ServerStats {
    return sumStats(this.nodes.map(({ stats }) => stats))
  }

  /** @internal */
  async start(): Promise<this> {
    try {
      for (const node of this.nodes) await node.start()
      addNodes(this.nodes)
      this.#formed = true
      this.rebalance()
    } catch (error) {
      await this.close()
      throw error
    }
    return this
  }

  /** Moves the server's time on by so many milliseconds, so that records expire without waiting. */
  advance(milliseconds: number): void {
    this.#clock.advance(milliseconds)
  }

  /** Makes a node the master of partitions; every node counts its partition generation up. */
  movePartitions({ namespace, partitions = ALL_PARTITIONS, to, keepRegime = false }: PartitionMove): void {
    if (this.nodes[to] === undefined) throw new RangeError(`There is no node ${to}`)
    this.#membership.move(namespace, partitions, to, keepRegime)
  }

  /** Shares all partitions out among the nodes that run and answer, which takes moves and splits back. */
  rebalance(): void {
    this.#membership.rebalance()
  }

  /**
   * Splits the network between groups of nodes, by index: each sees itself alone and takes all partitions. The records are the same
   * on both sides all the same, and {@link rebalance} makes one cluster of them again.
   */
  split(groups: readonly (readonly number[])[]): void {
    this.#membership.split(groups)
  }

  /** Removes all records, or those of a namespace, or of a set; in no time, and without a trace on the wire. */
  clear(namespace?: string, set?: string): void {
    for (const each of this.#cluster.namespaces.values()) {
      if (namespace !== undefined && each.name !== namespace) continue
      each.clear(set)
    }
  }

  /**
   * Takes faults back: scripted ones, nodes that are down, hang, or refuse or misdirect clients, and partitions that were moved.
   * Gives whether a node was away, which clients learn with their next commands only.
   * @internal
   */
  async settle(): Promise<boolean> {
    this.faults.clear()
    let wasAway = false
    for (const node of this.nodes) wasAway = (await node.recover()) || wasAway
    this.#membership.settle()
    return wasAway
  }

  /**
   * Puts records there, given as JSON: what `npx aerospike-ts query … --json` prints, read from a file or written by hand. Records of
   * the same keys are replaced. Like {@link clear}, it leaves no trace on the wire.
   *
   * @example
   * const bins = { name: 'Ann', photo: { $bytes: '/9j/' } }
   * server.seed([{ namespace: 'test', set: 'users', key: 1, bins, ttl: 3600 }])
   *
   * @throws AerospikeError `INVALID_OPTION` that names the record and what is wrong with it; then none of them is there
   */
  seed(records: readonly SeedRecord[]): void {
    seed(this.#cluster.namespaces, records)
  }

  /**
   * Remembers records, sets, indexes, modules, users, roles, and how far the time was moved on. Nothing is copied before it changes, so
   * that a snapshot costs next to nothing however many records there are.
   */
  snapshot(): MemorySnapshot {
    const { security, udfs, namespaces } = this.#cluster
    const parts = [this.#clock, udfs, ...namespaces.values()].map((part) => part.capture())
    if (typeof security !== 'number') parts.push(security.capture())
    return new MemorySnapshot(this, parts)
  }

  /**
   * Brings the state of a snapshot back, any number of times. Connections, nodes and faults stay as they are.
   * @throws RangeError when the snapshot is of another server
   */
  restore(snapshot: MemorySnapshot): void {
    snapshot.restore(this)
  }

  /** Stops all nodes. */
  async close(): Promise<void> {
    removeNodes(this.nodes)
    await Promise.all(this.nodes.map((node) => node.stop({ silently: true })))
    this.#cluster.udfs.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Lets a new client in, unless a fault has it otherwise. */
  #accept(node: MemoryNode, socket: Socket): boolean | Promise<boolean> {
    if (!this.faults.active) return true
    const stroke = this.faults.strike({
      command: 'connect',
      node: node.index,
      namespace: '',
      set: '',
      info: [],
    })
    if (stroke === undefined) return true
    return hold(stroke.delay).then(() => stroke.action === undefined || turnAway(socket, stroke.action))
  }
}

function securityOf({ security }: ServerSettings, clock: Clock): Security | number {
  if (security === undefined) return Code.securityNotSupported
  return security.enabled === false ? Code.securityNotEnabled : new Security(security, clock)
}

/** A client that is not let in: it hears nothing, or something that is no answer. */
function turnAway(socket: Socket, action: NonNullable<Stroke['action']>): false {
  if (action.type === 'drop') socket.destroy()
  else if (action.type === 'garbage') socket.write(action.bytes ?? 'SSH-2.0-OpenSSH_9.6\r\n')
  socket.resume()
  return false
}

const ALL_PARTITIONS: readonly number[] = Array.from({ length: 4096 }, (_, index) => index)

/**
 * Starts an Aerospike-compatible server in this process, on loopback, for tests and trials: real sockets, any client.
 * Rejects with the system's error when a port is taken.
 * @throws ArgumentError `INVALID_OPTION` that names the option
 * @example
 * await using server = await startMemoryServer({ nodes: 3 })
 * await using client = await connect(server.hosts)
 */
export async function startMemoryServer(options?: MemoryServerOptions): Promise<MemoryServer> {
  return new MemoryServer(resolveServer(options)).start()
}
