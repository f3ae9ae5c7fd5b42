import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { introduce } from '../inspect.ts'
import type { ClusterView } from './cluster/view.ts'
import { Connection, type Serve } from './net/connection.ts'
import { Figures } from './figures.ts'
import { Listener } from './net/listener.ts'
import { JobList } from './query/job.ts'
import { type ServerStats, StatsCounter } from './stats.ts'
import type { MemoryTlsOptions } from './tls-options.ts'

/** Addresses a node gives to clients. */
export interface Advertised {
  /** `host:port` instead of the one it listens on; a wrong one makes the node unreachable for clients that go by it. */
  readonly service?: string
  /** `host:port` for clients that ask for alternate addresses; there is none by default. */
  readonly alternate?: string
  /** The same for clients that speak TLS. */
  readonly tlsService?: string
  readonly tlsAlternate?: string
}

/** What a node asks of the cluster it belongs to. */
export interface NodeHooks {
  /** A client has connected; false turns it away. Nothing is read from it before that is decided. */
  accept(node: MemoryNode, socket: Socket): boolean | Promise<boolean>
  serve(node: MemoryNode): Serve
  /** A connection ended. */
  left(connection: Connection): void
  /** Has the members find out who is there. */
  rebalance(): void
}

/** One node of a memory server. */
export class MemoryNode {
  readonly index: number
  /** As clients see it in the cluster, such as `BB9000000000001`. */
  readonly id: string
  readonly host: string
  /** @internal */
  readonly figures = new Figures()
  /** @internal */
  readonly jobs = new JobList(this.figures)
  /** @internal */
  readonly counter = new StatsCounter()
  /** @internal */
  advertised: Advertised = {}
  readonly #hooks: NodeHooks
  readonly #connections = new Map<Socket, Connection | undefined>()
  readonly #listener: Listener
  readonly #tlsListener: Listener | undefined
  #view: ClusterView = { clusterKey: '0', members: [], partitions: new Map() }
  #partitionGeneration = -1
  #peersGeneration = -1
  #rebalanceGeneration = 0
  #running = false
  #hanging = false

  static {
    introduce(this, 'MemoryNode', ({ index, id, address, running }) => ({ index, id, address, running }))
  }

  /** @internal */
  constructor(index: number, host: string, port: number, hooks: NodeHooks, tls?: MemoryTlsOptions) {
    this.index = index
    this.id = `BB9${(index + 1).toString(16).toUpperCase().padStart(12, '0')}`
    this.host = host
    this.#hooks = hooks
    const accept = (socket: Socket): void => void this.#accept(socket)
    this.#listener = new Listener(host, port, undefined, accept)
    if (tls === undefined) return
    const { port: first = 0 } = tls
    this.#tlsListener = new Listener(host, first === 0 ? 0 : first + index, tls, accept)
  }

  /** The port it listens on; it keeps it when it is stopped and started. */
  get port(): number {
    return this.#listener.port
  }

  /** `host:port`. */
  get address(): string {
    return `${this.host}:${this.port}`
  }

  /** The port where it speaks TLS; undefined without the option `tls`. */
  get tlsPort(): number | undefined {
    return this.#tlsListener?.port
  }

  /** `host:port` where it speaks TLS; undefined without the option `tls`. */
  get tlsAddress(): string | undefined {
    return this.tlsPort === undefined ? undefined : `${this.host}:${this.tlsPort}`
  }

  get running(): boolean {
    return this.#running
  }

  /** Whether it is there and answers nobody. */
  get hanging(): boolean {
    return this.#hanging
  }

  get stats(): ServerStats {
    return this.counter
  }

  /**
   * What it knows of the cluster.
   * @internal
   */
  get view(): ClusterView {
    return this.#view
  }

  /** Counts the changes of its partitions, as clients poll it. */
  get partitionGeneration(): number {
    return this.#partitionGeneration
  }

  get rebalanceGeneration(): number {
    return this.#rebalanceGeneration
  }

  /** Counts the changes among its peers and their addresses, as clients poll it. */
  get peersGeneration(): number {
    return this.#peersGeneration
  }

  /**
   * Starts it, again or for the first time; it joins the cluster.
   * @param options `port`: one to move to, 0 for any; by default it keeps the one it had
   */
  async start({ port }: { readonly port?: number } = {}): Promise<void> {
    if (this.#running) return
    if (port !== undefined) this.#listener.moveTo(port)
    await this.#listen()
    this.#running = true
    this.#hooks.rebalance()
  }

  /**
   * Stops it: its connections break, and nobody can connect. The others notice at once and share out its partitions, unless it goes
   * silently: then they go on as if it were there.
   */
  async stop(options: { readonly silently?: boolean } = {}): Promise<void> {
    if (!this.#running) return
    this.#running = false
    this.#hanging = false
    this.dropConnections()
    this.jobs.abortAll()
    if (options.silently !== true) this.#hooks.rebalance()
    await this.#close()
  }

  /**
   * Hangs it, as a process that was stopped by a signal: clients can connect and send, and nothing is ever read or answered. The others
   * do not notice before {@link MemoryServer.rebalance}.
   */
  hang(): void {
    if (!this.#running) return
    this.#hanging = true
    for (const connection of this.#connections.values()) connection?.hold(true)
  }

  /** Has it go on where it stood: what was sent to it meanwhile is served now. */
  resume(): void {
    if (!this.#hanging) return
    this.#hanging = false
    for (const [socket, connection] of this.#connections) {
      if (connection === undefined) void this.#admit(socket)
      else connection.hold(false)
    }
    this.#hooks.rebalance()
  }

  /** Refuses new connections, or takes them again; those that are open stay. */
  async refuseConnections(refuse = true): Promise<void> {
    if (!this.#running) return
    if (refuse) await this.#close()
    else if (!this.#listener.isListening) await this.#listen()
  }

  /**
   * Has it run as it was started. Gives whether it was away.
   * @internal
   */
  async recover(): Promise<boolean> {
    const wasAway = !this.#running || this.#hanging
    this.resume()
    await this.start()
    await this.refuseConnections(false)
    if (Object.keys(this.advertised).length > 0) this.advertise()
    return wasAway
  }

  /** Breaks all open connections. */
  dropConnections(): void {
    for (const socket of this.#connections.keys()) socket.destroy()
  }

  /** Changes the addresses that it and its peers tell clients; none given, it goes back to its own. */
  advertise(addresses: Advertised = {}): void {
    this.advertised = addresses
    this.#hooks.rebalance()
  }

  /** @internal */
  get exchanges(): Connection[] {
    return [...this.#connections.values()].filter((connection) => connection !== undefined)
  }

  /** @internal */
  see(view: ClusterView, changed: { readonly partitions: boolean; readonly peers: boolean }): void {
    this.#view = view
    if (changed.partitions) {
      this.#partitionGeneration++
      this.#rebalanceGeneration++
    }
    if (changed.peers) this.#peersGeneration++
  }

  async #listen(): Promise<void> {
    await this.#listener.listen()
    await this.#tlsListener?.listen()
  }

  async #close(): Promise<void> {
    await this.#listener.close()
    await this.#tlsListener?.close()
  }

  async #accept(socket: Socket): Promise<void> {
    this.counter.connections.total++
    this.counter.connections.open++
    const isEncrypted = socket instanceof TLSSocket
    if (isEncrypted) this.counter.connections.encrypted++
    if (isEncrypted && socket.isSessionReused()) this.counter.connections.resumed++
    this.#connections.set(socket, undefined)
    // A reset by the client is no more than its end; 'close' follows.
    socket.on('error', () => undefined)
    socket.once('close', () => {
      const connection = this.#connections.get(socket)
      if (connection !== undefined) this.#hooks.left(connection)
      this.#connections.delete(socket)
      this.counter.connections.open--
      if (isEncrypted) this.counter.connections.encrypted--
    })
    if (!this.#hanging) await this.#admit(socket)
  }

  async #admit(socket: Socket): Promise<void> {
    const accepted = this.#hooks.accept(this, socket)
    if (typeof accepted !== 'boolean' && !(await accepted)) return
    if (accepted === false || socket.destroyed) return
    this.#connections.set(socket, new Connection(socket, this.#hooks.serve(this)))
  }
}
