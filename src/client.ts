import { EventEmitter } from 'node:events'
import { Cluster } from './cluster/tender.ts'
import type { Node } from './cluster/node.ts'
import { clusterHooks } from './cluster/open.ts'
import * as commands from './commands/index.ts'
import { type AerospikeError, clientError } from './errors/index.ts'
import { Engine, type EngineHost } from './execute/engine.ts'
import { Key } from './key.ts'
import type { Operation, OperationResults } from './operations/operation.ts'
import {
  GET_OPTIONS,
  OPERATE_OPTIONS,
  READ_OPTIONS,
  type ReadPolicy,
  WRITE_OPTIONS,
  type WritePolicy,
} from './policy/command.ts'
import { type ClientOptions, type ClientSettings, resolveClient } from './policy/resolve-client.ts'
import { type Given, resolveOptions } from './policy/table.ts'
import type { Bins, Record } from './record.ts'
import type { RecordMetadata } from './wire/reply.ts'
import { VERSION } from './version.ts'

/** Options of reading. */
export type ReadOptions = Given<typeof READ_OPTIONS>
/** Options of `get`. */
export type GetOptions = Given<typeof GET_OPTIONS>
/** Options of writing. */
export type WriteOptions = Given<typeof WRITE_OPTIONS>
/** Options of `operate`. */
export type OperateOptions = Given<typeof OPERATE_OPTIONS>

/** What a client tells about its cluster. None of these is an error that somebody must listen to. */
export interface ClientEvents {
  nodeAdded: [node: Node]
  nodeRemoved: [node: Node]
  /** Something failed that the client copes with by itself. */
  problem: [error: Error]
  closed: []
}

/**
 * A client of one Aerospike cluster. One per process is enough: any number of commands may be in flight at a time.
 *
 * @example
 * await using client = await connect('127.0.0.1:3000')
 * await client.put(new Key('test', 'users', 42), { name: 'Ann', age: 31 })
 */
export class Client extends EventEmitter<ClientEvents> implements AsyncDisposable {
  readonly #settings: ClientSettings
  readonly #cluster: Cluster
  readonly #engine: Engine
  #closing: Promise<void> | undefined
  #ready = false

  /**
   * @param options where the cluster is, and how to treat it. Nothing is opened before {@link connect} or the first command.
   * @throws ArgumentError `INVALID_OPTION` that names the option
   */
  constructor(options?: string | readonly string[] | ClientOptions) {
    super()
    this.#settings = resolveClient(options)
    this.#cluster = this.#openCluster()
    this.#engine = new Engine(this.#host())
  }

  #openCluster(): Cluster {
    const { policy, seeds } = this.#settings
    const options = { ...policy, seeds, rackAware: policy.rackIds.length > 0, clientVersion: VERSION }
    return new Cluster(options, {
      ...clusterHooks(policy),
      onNodeAdded: (node) => {
        policy.logger?.info(`node ${node.toString()} joined`)
        this.emit('nodeAdded', node)
      },
      onNodeRemoved: (node, why) => {
        policy.logger?.warn(`node ${node.toString()} left: ${why}`)
        this.emit('nodeRemoved', node)
      },
      onProblem: (error) => {
        policy.logger?.warn(error.message)
        this.emit('problem', error)
      },
    })
  }

  #host(): EngineHost {
    const isReady = (): boolean => this.#ready
    return {
      cluster: this.#cluster,
      rackIds: this.#settings.policy.rackIds,
      refusal: () => (this.#closing === undefined ? undefined : closedError()),
      ready: () => this.#connect(),
      get isReady() {
        return isReady()
      },
    }
  }

  /**
   * Finds the cluster. Needed only to know early whether that works: the first command does it too.
   * @throws ClusterError `CLUSTER_UNREACHABLE` with every address tried and why, `CLUSTER_NAME_MISMATCH`
   */
  async connect(options: { readonly signal?: AbortSignal } = {}): Promise<this> {
    if (this.#closing !== undefined) throw closedError()
    await this.#connect(options.signal)
    return this
  }

  async #connect(signal?: AbortSignal): Promise<void> {
    await this.#cluster.connect(signal)
    this.#ready = true
  }

  /** Nodes of the cluster as known now. No request is made. */
  get nodes(): readonly Node[] {
    return [...this.#cluster.state.nodes.values()]
  }

  /** Whether any node answers, as known now. */
  get isConnected(): boolean {
    return this.#closing === undefined && this.#cluster.connected
  }

  /** Commands in flight, and the connections of each node. No request is made. */
  stats(): ClientStats {
    const nodes = this.nodes.map((node) => ({
      id: node.id,
      address: node.toString(),
      load: node.lanes.load,
      ...node.lanes.connections,
    }))
    return { inFlight: this.#engine.inFlight, nodes }
  }

  /**
   * Reads a record; null when there is none.
   * @param options `bins`: which ones, all when left out; and the options of reading
   */
  get<B = Bins>(key: Key, options?: GetOptions): Promise<Record<B> | null> {
    return this.#run(() => {
      const policy = resolveOptions(GET_OPTIONS, this.#settings.get, options, 'get')
      return this.#engine.execute(
        commands.get,
        checkKey(key),
        policy.bins,
        policy,
      ) as Promise<Record<B> | null>
    })
  }

  /** Whether a record is there. */
  exists(key: Key, options?: ReadOptions): Promise<boolean> {
    return this.#run(() =>
      this.#engine.execute(commands.exists, checkKey(key), undefined, this.#read(options, 'exists')),
    )
  }

  /** Generation and ttl of a record without its bins; null when there is none. */
  metadata(key: Key, options?: ReadOptions): Promise<RecordMetadata | null> {
    return this.#run(() =>
      this.#engine.execute(commands.metadata, checkKey(key), undefined, this.#read(options, 'metadata')),
    )
  }

  /** Writes bins and leaves the others; a bin whose value is null is deleted. Gives the record's new generation and ttl. */
  put(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata> {
    return this.#write(commands.put, key, bins, options)
  }

  /** Adds to integers or doubles; a missing bin counts as 0. */
  add(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata> {
    return this.#write(commands.add, key, bins, options)
  }

  /** Appends to text or bytes; a missing bin counts as empty. */
  append(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata> {
    return this.#write(commands.append, key, bins, options)
  }

  /** Prepends to text or bytes; a missing bin counts as empty. */
  prepend(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata> {
    return this.#write(commands.prepend, key, bins, options)
  }

  /** Renews a record's ttl and raises its generation. @throws RecordError `NOT_FOUND` */
  touch(key: Key, options?: WriteOptions): Promise<RecordMetadata> {
    return this.#run(() =>
      this.#engine.execute(commands.touch, checkKey(key), undefined, this.#writing(options, 'touch')),
    )
  }

  /** Deletes a record; gives whether it was there. */
  remove(key: Key, options?: WriteOptions): Promise<boolean> {
    return this.#run(() =>
      this.#engine.execute(commands.remove, checkKey(key), undefined, this.#writing(options, 'remove')),
    )
  }

  /** Runs several operations on one record as one atomic step, and gives the result of each in their order. */
  operate<const Operations extends readonly Operation[]>(
    key: Key,
    operations: Operations,
    options?: OperateOptions,
  ): Promise<commands.OperateResult<OperationResults<Operations>>> {
    return this.#run(() => {
      commands.checkOperations(operations)
      const policy = resolveOptions(OPERATE_OPTIONS, this.#settings.operate, options, 'operate')
      const command = commands.operateFor(operations)
      const result = this.#engine.execute(command, checkKey(key), operations, policy)
      return result as Promise<commands.OperateResult<OperationResults<Operations>>>
    })
  }

  /**
   * Ends the client: commands in flight get `closeTimeout` ms (or `options.timeout`) to finish, later ones are refused with
   * `CLIENT_CLOSED`. Calling it again waits for the same end.
   */
  close(options: { readonly timeout?: number } = {}): Promise<void> {
    return (this.#closing ??= this.#close(options.timeout ?? this.#settings.policy.closeTimeout))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(timeout: number): Promise<void> {
    await this.#engine.whenIdle(timeout)
    this.#engine.closeAll(closedError)
    this.#cluster.close()
    this.emit('closed')
  }

  #write(
    command: typeof commands.put,
    key: Key,
    bins: commands.BinValues,
    options: WriteOptions | undefined,
  ): Promise<RecordMetadata> {
    return this.#run(() =>
      this.#engine.execute(command, checkKey(key), checkBins(bins), this.#writing(options, command.name)),
    )
  }

  #read(options: ReadOptions | undefined, where: string): ReadPolicy {
    return resolveOptions(READ_OPTIONS, this.#settings.read, options, where)
  }

  #writing(options: WriteOptions | undefined, where: string): WritePolicy {
    return resolveOptions(WRITE_OPTIONS, this.#settings.write, options, where)
  }

  /** What is wrong with the arguments rejects, as everything else does: nothing is thrown past a promise. */
  #run<T>(start: () => Promise<T>): Promise<T> {
    try {
      return start()
    } catch (error) {
      return Promise.reject(error)
    }
  }
}

/** What a client is doing now. */
export interface ClientStats {
  readonly inFlight: number
  readonly nodes: readonly {
    readonly id: string
    readonly address: string
    readonly load: number
    readonly open: number
    readonly shared: number
    readonly width: number
  }[]
}

/** A client that has found its cluster. See {@link Client}. */
export async function connect(options?: string | readonly string[] | ClientOptions): Promise<Client> {
  const client = new Client(options)
  try {
    return await client.connect()
  } catch (error) {
    await client.close()
    throw error
  }
}

function checkKey(key: unknown): Key {
  if (key instanceof Key) return key
  throw clientError('INVALID_KEY', 'The key must be a Key', { hint: "new Key('namespace', 'set', key)" })
}

function checkBins(bins: unknown): commands.BinValues {
  if (typeof bins === 'object' && bins !== null && !Array.isArray(bins)) return bins as commands.BinValues
  throw clientError('INVALID_ARGUMENT', 'Bins are given as an object: { name: value }')
}

function closedError(): AerospikeError {
  return clientError('CLIENT_CLOSED', 'The client is closed')
}
