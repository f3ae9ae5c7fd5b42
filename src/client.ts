import { AsyncResource } from 'node:async_hooks'
import { type Address, formatAddress } from './address.ts'
import * as batches from './batch/index.ts'
import { Cluster } from './cluster/cluster.ts'
import { Administration, setUp } from './client-administration.ts'
import { describeNode, type NodeInfo } from './cluster/node-info.ts'
import { type ClusterNews, type TellingHooks, tellNews } from './cluster/news.ts'
import { attempt } from './cluster/cluster-events.ts'
import { clusterHooks } from './cluster/open.ts'
import * as commands from './commands/index.ts'
import { type AerospikeError, clientError } from './errors/index.ts'
import { LiveSettings } from './dynamic/settings.ts'
import { execute } from './execute/execute.ts'
import { Session } from './execute/session.ts'
import { type ClientStats, statsOf } from './execute/stats.ts'
import { answerStats } from './execute/stats-channel.ts'
import { checkNamespace, checkSet, type Key } from './key.ts'
import { introduce } from './inspect.ts'
import { isError } from './kinds.ts'
import { IndexCache } from './indexes/index-cache.ts'
import { ClientMetrics } from './metrics/index.ts'
import type { Metrics } from './observe/metrics.ts'
import type { Operation, OperationResults } from './operations/operation.ts'
import {
  GET_OPTIONS,
  OPERATE_OPTIONS,
  READ_OPTIONS,
  type ReadPolicy,
  WRITE_OPTIONS,
  type WritePolicy,
} from './policy/command.ts'
import { CLOSE_OPTIONS, CONNECT_DEFAULTS, CONNECT_OPTIONS } from './policy/client.ts'
import { type OpenSettings, resolveClient, seedOf } from './policy/resolve-client.ts'
import { resolveOptions } from './policy/table.ts'
import { ClientSecurity } from './security/client-security.ts'
import { APPLY_OPTIONS } from './policy/udf.ts'
import { ALL_PARTITIONS, Query } from './query/index.ts'
import type { Bins, Record } from './record.ts'
import type { Value } from './values.ts'
import type { RecordMetadata } from './wire/reply.ts'
import type {
  BatchOptions,
  BatchStreamOptions,
  GetManyOptions,
  PutManyOptions,
  RemoveManyOptions,
} from './policy/batch-options.ts'
import type { OrError } from './policy/filter-expression.ts'
import type { ClientOptions, CloseOptions, ConnectOptions } from './policy/client-options.ts'
import type { MetricsOptions } from './policy/metrics-options.ts'
import type {
  ApplyOptions,
  GetOptions,
  OperateOptions,
  ReadOptions,
  WriteOptions,
} from './policy/command-options.ts'

/** What {@link Client.set} takes: made by `define` of `aerospike-ts/sets`. */
export interface SetDefinition<Typed> {
  /** The set of a client. */
  on(client: Client, namespace: string, set: string): Typed
}

/**
 * A client of one Aerospike cluster. One per process is enough: any number of commands may be in flight at a time.
 *
 * @example
 * await using client = await connect('127.0.0.1:3000')
 * await client.put(new Key('test', 'users', 42), { name: 'Ann', age: 31 })
 */
export class Client extends Administration implements AsyncDisposable {
  readonly #live: LiveSettings
  readonly #news: TellingHooks
  readonly #security: ClientSecurity
  readonly #cluster: Cluster
  readonly #batches: batches.Batches
  readonly #session: Session
  readonly #indexes: IndexCache
  readonly #metrics: ClientMetrics
  /** Ends that the client answers who asks all clients of the process. */
  #answering: (() => void) | undefined
  #closing: Promise<void> | undefined

  static {
    introduce(this, 'Client', (client) => client.#shown())
  }

  /**
   * @param options where the cluster is, and how to treat it. Nothing is opened before {@link connect} or the first command.
   * @throws ArgumentError `INVALID_OPTION` that names the option
   */
  constructor(options?: string | readonly string[] | ClientOptions) {
    super()
    const { secrets, ...settings } = resolveClient(options)
    // What the client tells of by itself belongs to who made it, not to the call in which a socket was opened.
    const own = new AsyncResource('aerospike-ts')
    this.#news = tellNews(
      (name, ...args) => own.runInAsyncScope(() => this.emit<keyof ClusterNews>(name, ...args)),
      settings.policy.logger,
    )
    // What a listener throws is not the business of whoever tells it.
    const tell = (error: Error): void => {
      attempt(() => {
        this.#news.onProblem(error)
      })
    }
    this.#live = new LiveSettings(settings, {
      changed: ({ metrics }) => {
        this.#metrics.configure(metrics)
      },
      failed: tell,
    })
    this.#security = new ClientSecurity(secrets, this.#live.options, tell)
    this.#cluster = this.#openCluster()
    this.#session = new Session({
      cluster: this.#cluster,
      appId: this.#live.options.appId,
      logsIn: this.#security.credentials !== undefined,
      racks: this.#live.options,
      connect: (signal) => this.#findCluster(signal),
    })
    this.#metrics = new ClientMetrics({
      ...{ session: this.#session, clusterName: this.#live.options.clusterName, tell },
      tendInterval: () => this.#live.options.tendInterval,
    })
    this.#indexes = new IndexCache(this.#session, this.#live.options.indexesMaxAge, tell)
    setUp(this, { session: this.#session, security: this.#security, indexes: this.#indexes })
    this.#batches = new batches.Batches(this.#session, () => this.#settings.batch)
  }

  /** What calls are set to now. */
  get #settings(): OpenSettings {
    return this.#live.current
  }

  async #findCluster(signal?: AbortSignal): Promise<void> {
    // A file may say how the cluster is to be found.
    if (this.#live.isDynamic) await this.#live.start()
    await this.#cluster.connect(signal)
    if (this.#closing === undefined) this.#answering ??= answerStats(this.#session)
  }

  #openCluster(): Cluster {
    const { options } = this.#live
    return new Cluster(Object.assign(options, { usesTls: this.#security.tls !== undefined }), {
      ...clusterHooks(options, this.#security, () => this.#session.metrics),
      ...this.#news,
      onNodeRemoved: (node, why) => {
        this.#metrics.nodeClosed(node)
        this.#news.onNodeRemoved(node, why)
        this.#security.forget(node.address)
      },
    })
  }

  /**
   * Finds the cluster. Needed only to know early whether that works: the first command does it too.
   * @throws ClusterError `CLUSTER_UNREACHABLE` with every address tried and why, `CLUSTER_NAME_MISMATCH`
   */
  async connect(options?: ConnectOptions): Promise<this> {
    const { signal } = resolveOptions(CONNECT_OPTIONS, CONNECT_DEFAULTS, options, 'connect')
    if (this.#closing !== undefined) throw closedError()
    await this.#session.connect(signal)
    return this
  }

  /** Tells the clients of this process apart: their tracing channels name it as `clientId`. */
  get id(): number {
    return this.#session.id
  }

  /**
   * Who holds the partitions of a namespace, as known now: by copy, the master first, then by partition, the id of a node; undefined
   * where nobody is known to. Empty for a namespace that is not known. No request is made.
   */
  partitionOwners(namespace: string): (string | undefined)[][] {
    const { replicas = [] } = this.#cluster.state.partitions.get(checkNamespace(namespace)) ?? {}
    return replicas.map((holders) => holders.map((node) => node?.id))
  }

  /** Nodes of the cluster as known now; what is given does not change afterwards. No request is made. */
  get nodes(): readonly NodeInfo[] {
    return Object.freeze(Array.from(this.#cluster.state.nodes.values(), describeNode))
  }

  /** Whether any node answers, as known now. */
  get isConnected(): boolean {
    return this.#closing === undefined && this.#cluster.connected
  }

  /** Addresses where the client looks for a first node, at the start and when it has lost all. Names are looked up anew each time. */
  get seeds(): readonly string[] {
    return this.#cluster.seeds.map(formatAddress)
  }

  /**
   * Has the client look at one more address, `host:port`, the next time it looks for a first node.
   * @throws ArgumentError `INVALID_OPTION` when it is none
   */
  addSeed(host: string | Address): void {
    for (const seed of seedOf(host)) this.#cluster.addSeed(seed)
  }

  /** Takes an address back that was given as a host, or by {@link addSeed}; whether there was one. Nodes that are known stay. */
  removeSeed(host: string | Address): boolean {
    return seedOf(host).filter((seed) => this.#cluster.removeSeed(seed)).length > 0
  }

  /** What the client did since its start and is doing now, and what it knows of each node. No request is made. */
  stats(): ClientStats {
    return statsOf(this.#session)
  }

  /**
   * Begins to measure latencies and failures per node and namespace; what was measured before is gone. A dynamic configuration that says
   * otherwise stands above it.
   * @throws ArgumentError `INVALID_OPTION`; ClosedError
   */
  enableMetrics(options?: MetricsOptions): void {
    if (this.#closing !== undefined) throw closedError()
    this.#metrics.enable(options)
  }

  /** Ends measuring. Resolves when the last of it is written, where it is; at the latest after a second. */
  disableMetrics(): Promise<void> {
    return this.#metrics.disable()
  }

  /** What was measured since metrics were enabled; undefined while they are off. No request is made. */
  metrics(): Metrics | undefined {
    return this.#metrics.current
  }

  /** Neither user nor password, nor any other option, is shown. */
  #shown(): object {
    return {
      seeds: this.seeds,
      state: this.#closing !== undefined ? 'closed' : this.isConnected ? 'connected' : 'not connected',
      nodes: Array.from(this.#cluster.state.nodes.values(), String),
      inFlight: this.#session.inFlight,
    }
  }

  /**
   * Reads a record; null when there is none.
   * @param options `bins`: which ones, all when left out; and the options of reading
   */
  get<B = Bins>(key: Key, options?: GetOptions): Promise<Record<B> | null> {
    return this.#run(() => {
      const policy = resolveOptions(GET_OPTIONS, this.#settings.get, options, 'get')
      return execute(
        this.#session,
        commands.get,
        commands.checkKey(key),
        policy.bins,
        policy,
      ) as Promise<Record<B> | null>
    })
  }

  /** Whether a record is there; with `filteredOut: 'null'`, also whether the filter lets it pass. */
  exists(key: Key, options?: ReadOptions): Promise<boolean> {
    return this.#run(() =>
      execute(
        this.#session,
        commands.exists,
        commands.checkKey(key),
        undefined,
        this.#read(options, 'exists'),
      ),
    )
  }

  /** Generation and ttl of a record without its bins; null when there is none. */
  metadata(key: Key, options?: ReadOptions): Promise<RecordMetadata | null> {
    return this.#run(() =>
      execute(
        this.#session,
        commands.metadata,
        commands.checkKey(key),
        undefined,
        this.#read(options, 'metadata'),
      ),
    )
  }

  /** Writes bins and leaves the others; a bin whose value is null is deleted. Gives the record's new generation and ttl. */
  put(key: Key, bins: commands.BinValues, options?: WriteOptions & OrError): Promise<RecordMetadata>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  put(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata | null>
  put(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata | null> {
    return this.#write(commands.put, key, bins, options)
  }

  /** Adds to integers or doubles; a missing bin counts as 0. */
  add(key: Key, bins: commands.BinValues, options?: WriteOptions & OrError): Promise<RecordMetadata>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  add(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata | null>
  add(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata | null> {
    return this.#write(commands.add, key, bins, options)
  }

  /** Appends to text or bytes; a missing bin counts as empty. */
  append(key: Key, bins: commands.BinValues, options?: WriteOptions & OrError): Promise<RecordMetadata>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  append(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata | null>
  append(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata | null> {
    return this.#write(commands.append, key, bins, options)
  }

  /** Prepends to text or bytes; a missing bin counts as empty. */
  prepend(key: Key, bins: commands.BinValues, options?: WriteOptions & OrError): Promise<RecordMetadata>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  prepend(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata | null>
  prepend(key: Key, bins: commands.BinValues, options?: WriteOptions): Promise<RecordMetadata | null> {
    return this.#write(commands.prepend, key, bins, options)
  }

  /** Renews a record's ttl and raises its generation. @throws RecordError `NOT_FOUND` */
  touch(key: Key, options?: WriteOptions & OrError): Promise<RecordMetadata>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  touch(key: Key, options?: WriteOptions): Promise<RecordMetadata | null>
  touch(key: Key, options?: WriteOptions): Promise<RecordMetadata | null> {
    return this.#run(() =>
      execute(
        this.#session,
        commands.touch,
        commands.checkKey(key),
        undefined,
        this.#writing(options, 'touch'),
      ),
    )
  }

  /** Deletes a record; returns whether it was there, and with `filteredOut: 'null'` let pass by the filter. */
  remove(key: Key, options?: WriteOptions): Promise<boolean> {
    return this.#run(() =>
      execute(
        this.#session,
        commands.remove,
        commands.checkKey(key),
        undefined,
        this.#writing(options, 'remove'),
      ),
    )
  }

  /** Runs several operations on one record as one atomic step, and returns the result of each in their order. */
  operate<const Operations extends readonly Operation[]>(
    key: Key,
    operations: Operations,
    options?: OperateOptions & OrError,
  ): Promise<commands.OperateResult<OperationResults<Operations>>>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  operate<const Operations extends readonly Operation[]>(
    key: Key,
    operations: Operations,
    options?: OperateOptions,
  ): Promise<commands.OperateResult<OperationResults<Operations>> | null>
  operate<const Operations extends readonly Operation[]>(
    key: Key,
    operations: Operations,
    options?: OperateOptions,
  ): Promise<commands.OperateResult<OperationResults<Operations>> | null> {
    return this.#run(() => {
      commands.checkOperations(operations)
      const policy = resolveOptions(OPERATE_OPTIONS, this.#settings.operate, options, 'operate')
      const command = commands.operateFor(operations)
      const result = execute(this.#session, command, commands.checkKey(key), operations, policy)
      return result as Promise<commands.OperateResult<OperationResults<Operations>> | null>
    })
  }

  /**
   * Does something with each of many records: reads, writes, operations, removals and function calls in any mix, one request
   * per node. Gives what became of each row, in the order of the rows; a row that fails never hides the others, and does not
   * reject unless `throwOnError` asks for it. The rows must not be changed before the batch has ended.
   *
   * @throws ArgumentError when a row cannot be sent, with its index; nothing was sent then
   * @throws BatchError with `throwOnError`, when a row failed; it carries all rows
   * @example
   * const [user, added] = await client.batch([rows.get(key), rows.operate(key, [ops.add('age', 1)])])
   */
  batch<const Rows extends readonly batches.BatchRow[]>(
    rows: Rows,
    options?: BatchOptions,
  ): Promise<batches.BatchResults<Rows>> {
    return this.#batches.batch(rows, options)
  }

  /**
   * The same for any number of rows, from any iterable: results come as they arrive, in no order, each with its row's
   * `index`. A consumer that is slow stops the sockets and the taking of rows, so that memory stays flat. A row that cannot be
   * sent, or a source that fails, ends the stream with that error behind the results of the rows before it.
   */
  batchStream<Row extends batches.BatchRow>(
    rows: batches.RowSource<Row>,
    options?: BatchStreamOptions,
  ): batches.BatchStream<Row> {
    return this.#batches.stream(rows, options)
  }

  /** Reads many records; `row.record` is null where there is none, and `row.status` says why. */
  getMany<B = Bins>(keys: readonly Key[], options?: GetManyOptions): Promise<batches.GetRowResult<B>[]> {
    return this.#batches.getMany(keys, options)
  }

  /** Whether many records are there: the status of a row is `ok` or `notFound`. */
  existsMany(keys: readonly Key[], options?: BatchOptions): Promise<batches.ExistsRowResult[]> {
    return this.#batches.existsMany(keys, options)
  }

  /** Writes bins of many records, each with its own; the options hold for all of them. */
  putMany(entries: Iterable<batches.PutEntry>, options?: PutManyOptions): Promise<batches.PutRowResult[]> {
    return this.#batches.putMany(entries, options)
  }

  /** Runs the same operations on many records, and returns the results of each in the operations' order. */
  operateMany<const Operations extends readonly Operation[]>(
    keys: readonly Key[],
    operations: Operations,
    options?: PutManyOptions,
  ): Promise<batches.OperateRowResult<Operations>[]> {
    return this.#batches.operateMany(keys, operations, options)
  }

  /** Removes many records: the status of a row is `ok` or `notFound`. */
  removeMany(keys: readonly Key[], options?: RemoveManyOptions): Promise<batches.RemoveRowResult[]> {
    return this.#batches.removeMany(keys, options)
  }

  /**
   * A query over a set, or over a whole namespace: what is asked for, to be narrowed down and then run. `B` says what the
   * bins of its records are; nobody checks that.
   *
   * @throws ArgumentError `INVALID_KEY` for a name that cannot be one
   * @example
   * const adults = client.query('test', 'users').where(filter.range('age', 18, 99))
   * for await (const { bins } of adults) console.log(bins)
   */
  query<B = Bins>(namespace: string, set?: string | null): Query<Record<B>> {
    return new Query<Record<B>>(
      this.#session,
      {
        namespace: checkNamespace(namespace),
        set: checkSet(set ?? ''),
        where: undefined,
        condition: undefined,
        bins: undefined,
        operations: undefined,
        partitions: ALL_PARTITIONS,
        policy: this.#settings.query,
      },
      { indexes: this.#indexes, forced: () => this.#settings.forced },
    )
  }

  /**
   * A set whose keys and bins have types, as a definition of `aerospike-ts/sets` says: `define(schema)` or `define<User>()`. Nothing of
   * that is loaded by whoever does not import it.
   *
   * @throws ArgumentError `INVALID_KEY` for a name that cannot be one, `INVALID_ARGUMENT` for what is no definition
   * @example
   * interface User { name: string; age: number }
   * const users = client.set('test', 'users', define<User>())
   * await users.put(42, { name: 'Ann', age: 31 })
   */
  set<Typed>(namespace: string, set: string, definition: SetDefinition<Typed>): Typed {
    if (typeof (definition as Partial<typeof definition> | null | undefined)?.on !== 'function')
      throw noDefinition()
    return definition.on(this, checkNamespace(namespace), checkSet(set))
  }

  /**
   * Calls a registered function on a record and returns its result; null also, with `filteredOut: 'null'`, when the filter
   * leaves the record out.
   * @param module the module's name without its extension
   * @throws UdfError `UDF_FAILED` with the function's own words. A missing record is no failure: the function gets an empty one
   */
  apply(
    key: Key,
    module: string,
    name: string,
    args: readonly Value[] = [],
    options?: ApplyOptions,
  ): Promise<Value> {
    return this.#run(() => {
      const policy = resolveOptions(APPLY_OPTIONS, this.#settings.apply, options, 'apply')
      return execute(
        this.#session,
        commands.apply,
        commands.checkKey(key),
        commands.checkCall(module, name, args),
        policy,
      )
    })
  }

  /**
   * Ends the client: commands in flight get `closeTimeout` ms (or `options.timeout`) to finish, later ones are refused with
   * `CLIENT_CLOSED`. Calling it again waits for the same end.
   */
  close(options?: CloseOptions): Promise<void> {
    return this.#run(() => {
      const defaults = { timeout: this.#settings.policy.closeTimeout }
      const { timeout } = resolveOptions(CLOSE_OPTIONS, defaults, options, 'close')
      this.#session.refuse(closedError)
      return (this.#closing ??= this.#close(timeout))
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(timeout: number): Promise<void> {
    await this.#session.whenIdle(timeout, closedError)
    this.#session.cancelAll(closedError)
    await this.#metrics.close()
    this.#cluster.close()
    this.#answering?.()
    this.#live.close()
    this.#security.close()
    this.emit('closed')
  }

  #write(
    command: typeof commands.put,
    key: Key,
    bins: commands.BinValues,
    options: WriteOptions | undefined,
  ): Promise<RecordMetadata | null> {
    return this.#run(() =>
      execute(
        this.#session,
        command,
        commands.checkKey(key),
        commands.checkBins(bins),
        this.#writing(options, command.name),
      ),
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
      // Thrown deep below, where the frames that count may be too far up for the length of a stack.
      if (isError(error)) Error.captureStackTrace(error, this.#run)
      return Promise.reject(error)
    }
  }
}

/**
 * A client that has found its cluster. See {@link Client}.
 *
 * @example
 * await using client = await connect('127.0.0.1:3000')
 */
export async function connect(options?: string | readonly string[] | ClientOptions): Promise<Client> {
  const client = new Client(options)
  try {
    return await client.connect()
  } catch (error) {
    await client.close()
    throw error
  }
}

function noDefinition(): AerospikeError {
  return clientError('INVALID_ARGUMENT', 'set: the third argument must be a definition', {
    hint: "import { define } from 'aerospike-ts/sets', and give define(schema)",
  })
}

function closedError(): AerospikeError {
  return clientError('CLIENT_CLOSED', 'The client is closed')
}
