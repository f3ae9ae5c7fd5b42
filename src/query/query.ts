import type { Readable } from 'node:stream'
import { rejectFromCaller } from '../execute/rejection.ts'
import type { Session } from '../execute/session.ts'
import { checkOperations, type OperateResult } from '../commands/operate.ts'
import { clientError } from '../errors/index.ts'
import { introduce } from '../inspect.ts'
import { kindOf } from '../kinds.ts'
import type { Operation, OperationResults } from '../operations/operation.ts'
import { checkBin } from '../collections/bin-name.ts'
import {
  EXECUTE_DEFAULTS,
  EXECUTE_OPTIONS,
  FOR_EACH_OPTIONS,
  INFO_DEFAULTS,
  QUERY_OPTIONS,
  TO_ARRAY_OPTIONS,
} from '../policy/query.ts'
import type { ForcedQuery } from '../policy/resolve-client.ts'
import { defaultsOf, resolveOptions } from '../policy/table.ts'
import type { Record } from '../record.ts'
import type { Value } from '../values.ts'
import { type AggregateUdf, Aggregation, checkAggregate } from './aggregation.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { Density } from './density.ts'
import { type Exp, isExpression } from '../expressions/index.ts'
import { inScope } from '../execute/scope.ts'
import type { IndexCache } from '../indexes/index-cache.ts'
import { explainPlain, joinedFilters } from './choose-index.ts'
import { choose } from './chosen.ts'
import type { QueryExplanation } from './explanation.ts'
import { Filter } from './filter.ts'
import { type Job, jobWork, startJob, type UdfWork } from './job.ts'
import { type PartitionChoice, resolvePartitions } from './partitions.ts'
import { type QueryPlan, shownPlan } from './plan.ts'
import { type QueryIterator, RecordIterator } from './record-iterator.ts'
import { recordStream } from './record-stream.ts'
import { END, WAIT } from './round.ts'
import { QueryRun } from './run.ts'
import { PartitionTracker } from './tracker.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'
import type { ExecuteOptions, ForEachOptions, QueryOptions, ToArrayOptions } from '../policy/query-options.ts'

/** Some records, and where to go on; null after the last. */
export interface Page<R> {
  readonly records: R[]
  /** Text for {@link Query.page}: it survives JSON and another process. */
  readonly cursor: string | null
}

const PAGE_MAX = 1_000_000
/** What a query takes from its client while it runs. */
export interface QueryGround {
  readonly indexes: IndexCache
  /** Options that a dynamic configuration sets, with and without an index. */
  readonly forced: () => ForcedQuery
}
const TO_ARRAY_DEFAULTS = defaultsOf(TO_ARRAY_OPTIONS)
const FOR_EACH_DEFAULTS = defaultsOf(FOR_EACH_OPTIONS)

/**
 * A query: what is asked for, as data. Every method returns a new one and leaves this one as it is, and each may be run any
 * number of times: by iterating over it, or by one of the methods at the end.
 *
 * @example
 * const adults = client.query('test', 'users').where(filter.range('age', 18, 99))
 * for await (const { bins } of adults) console.log(bins)
 */
export class Query<R = Record> implements AsyncIterable<R> {
  readonly #session: Session
  readonly #plan: QueryPlan
  readonly #ground: QueryGround

  static {
    introduce<Query<unknown>>(this, 'Query', (query) => shownPlan(query.#plan))
  }

  /** @internal */
  constructor(session: Session, plan: QueryPlan, ground: QueryGround) {
    this.#session = session
    this.#plan = plan
    this.#ground = ground
  }

  /** The plan as it is run now: what a dynamic configuration sets holds over the query's own options. */
  #planned(): QueryPlan {
    const { query, scan } = this.#ground.forced()
    const { where, condition, policy } = this.#plan
    const forced = where === undefined && condition === undefined ? scan : query
    return { ...this.#plan, policy: { ...policy, ...forced } }
  }

  #with<S = R>(change: Partial<QueryPlan>): Query<S> {
    return new Query<S>(this.#session, { ...this.#plan, ...change }, this.#ground)
  }

  /**
   * Only records for which a condition is true: an expression, or a filter. Another call takes its place. Without it every record of
   * the set comes.
   *
   * For an expression, an index of the cluster is chosen that answers a part of it, if there is one; {@link explain} tells which. The
   * result is that of a scan with the expression as filter, whatever indexes there are. A filter names what an index finds, and needs it.
   * @throws ArgumentError `INVALID_ARGUMENT`
   */
  where(condition: Filter | Exp<'bool'>): Query<R> {
    if (isExpression(condition)) {
      if (condition.type !== 'bool' && condition.type !== undefined)
        throw clientError(
          'INVALID_ARGUMENT',
          `where takes an expression that gives a bool, not ${condition.type}`,
        )
      return this.#with({ condition: condition as Exp<'bool'>, where: undefined })
    }
    if (kindOf(condition) !== 'Filter')
      throw clientError('INVALID_ARGUMENT', 'where takes an expression or a filter', {
        hint: "exp.eq(exp.bin('age', 'int'), 1), or filter.equal('age', 1)",
      })
    if (this.#plan.partitions.after !== undefined) throw noAfterWithIndex()
    return this.#with({ where: condition as Filter, condition: undefined })
  }

  /**
   * How the query would find its records now, and why: by which index, what that is asked for, and what stays to be looked at in each
   * record. Nothing is run; the indexes are read when they are not known.
   * @throws ClusterError, TimeoutError
   */
  explain(): Promise<QueryExplanation> {
    const { timeout } = INFO_DEFAULTS
    return inScope(this.#session, { kind: 'query', name: 'explain', timeout }, async (scope) => {
      await scope.ready()
      const choice = await choose(scope, this.#plan, this.#ground.indexes)
      return choice?.explanation ?? explainPlain(this.#plan)
    })
  }

  /** Only these bins come back. Records that have none of them are left out. */
  select(...bins: readonly string[]): Query<R> {
    if (bins.length === 0 || !bins.every((bin) => typeof bin === 'string' && bin !== ''))
      throw clientError('INVALID_ARGUMENT', 'select takes names of bins', {
        hint: 'noBins() gives keys alone',
      })
    for (const bin of bins) checkBin(bin)
    return this.#with({ bins, operations: undefined })
  }

  /** Keys, generations and ttls come back without bins. */
  noBins(): Query<R> {
    return this.#with({ bins: [], operations: undefined })
  }

  /**
   * Operations that read are run on each record, and their results come back (server 8.1.2 and later). A record that one of
   * them fails on is left out by the server.
   */
  operations<const Operations extends readonly Operation[]>(
    operations: Operations,
  ): Query<OperateResult<OperationResults<Operations>>> {
    checkOperations(operations)
    for (const [index, operation] of operations.entries()) {
      if (operation.isWrite || operation.bin === '')
        throw clientError('INVALID_ARGUMENT', `operations[${index}] must read a bin`, {
          hint: 'execute() runs operations that write; without operations() all bins come back',
          operationIndex: index,
        })
    }
    return this.#with({ operations: [...operations], bins: undefined })
  }

  /** Only records for which an expression is true; on top of {@link where}. */
  filterExpression(expression: FilterExpression): Query<R> {
    return this.options({ filterExpression: expression })
  }

  /** At most so many records. */
  maxRecords(maxRecords: number): Query<R> {
    return this.options({ maxRecords })
  }

  /** Only these partitions: `'all'`, one, `{ first, count }`, or `{ after: key }` for what lies behind a record in its partition. */
  partitions(choice: PartitionChoice): Query<R> {
    const partitions = resolvePartitions(choice)
    if (partitions.after !== undefined && this.#plan.where !== undefined) throw noAfterWithIndex()
    return this.#with({ partitions })
  }

  /** How the query is run; see the table of options. */
  options(options: QueryOptions): Query<R> {
    return this.#with({ policy: resolveOptions(QUERY_OPTIONS, this.#plan.policy, options, 'query') })
  }

  /**
   * The records one at a time. A consumer that is slow holds up the nodes; one that leaves the loop, by whatever way, ends
   * the query and frees its connections.
   * @throws IndexError, QueryError, TimeoutError, ConnectionError … when the query cannot be completed
   */
  [Symbol.asyncIterator](): QueryIterator<R> {
    return new RecordIterator(this.#run()) as unknown as QueryIterator<R>
  }

  /** The records as a stream of objects, with back-pressure. Destroying it ends the query. */
  stream(): Readable {
    return recordStream(this.#run())
  }

  /**
   * The records in an array.
   * @param options `limit`: at most so many; the rest is not fetched
   */
  async toArray(options?: ToArrayOptions): Promise<R[]> {
    const { limit } = resolveOptions(TO_ARRAY_OPTIONS, TO_ARRAY_DEFAULTS, options, 'toArray')
    const { maxRecords } = this.#plan.policy
    const most = limit === 0 || (maxRecords > 0 && maxRecords < limit) ? maxRecords : limit
    const query = most === maxRecords ? this : this.maxRecords(most)
    return (await collect(query.#run())) as R[]
  }

  /**
   * Calls a function for each record, several of them at a time.
   * @param options `concurrency`: how many calls may be under way, 1 when left out
   * @returns how many records there were. Rejects as soon as a call does; calls under way are waited for.
   */
  async forEach(use: (record: R) => unknown, options?: ForEachOptions): Promise<number> {
    if (typeof use !== 'function')
      throw clientError('INVALID_ARGUMENT', 'forEach takes a function that is called for each record')
    const { concurrency } = resolveOptions(FOR_EACH_OPTIONS, FOR_EACH_DEFAULTS, options, 'forEach')
    const records = this[Symbol.asyncIterator]()
    const calls = new Set<Promise<void>>()
    const failures: unknown[] = []
    let count = 0
    const call = async (record: R): Promise<void> => {
      try {
        await use(record)
      } catch (error) {
        failures.push(error)
        // The next record may be long in coming.
        await records.return()
      }
    }
    try {
      for await (const record of records) {
        count++
        const under = call(record).finally(() => calls.delete(under))
        calls.add(under)
        if (calls.size >= concurrency) await Promise.race(calls)
        if (failures.length > 0) break
      }
    } catch (error) {
      failures.push(error)
    }
    await Promise.all(calls)
    if (failures.length > 0) return rejectFromCaller(failures[0])
    return count
  }

  /**
   * Some records, and a cursor for the next ones. A page is full unless it is the last; the last may be empty. No record comes
   * twice, also not one that a range finds by several elements of its list or map: there the cursor says which records were given
   * of the partitions that are begun and not done, in 11 characters for each. It is some kilobytes long otherwise.
   * @param size most records, from 1 on
   * @param cursor what the page before gave; left out or null for the first one
   * @throws ArgumentError `INVALID_CURSOR`, `INVALID_ARGUMENT` for another size, or a query with `maxRecords`
   */
  async page(size: number, cursor?: string | null): Promise<Page<R>> {
    if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX)
      throw clientError('INVALID_ARGUMENT', `page: size must be a whole number from 1 to ${PAGE_MAX}`)
    if (this.#plan.policy.maxRecords > 0)
      throw clientError('INVALID_ARGUMENT', 'page does not go with maxRecords', {
        hint: 'its size is the limit of each page',
      })
    const { tracker, density, resumed } =
      cursor === undefined || cursor === null
        ? { tracker: this.#tracker(), density: new Density(), resumed: undefined }
        : decodeCursor(this.#plan, cursor)
    const shape = { limit: size, density, resumed, isPage: true, indexes: this.#ground.indexes }
    const run = new QueryRun(this.#session, this.#planned(), tracker, shape)
    const records = (await collect(run)) as R[]
    const next = tracker.done ? null : encodeCursor(this.#plan, { tracker, density, index: run.index })
    return { records, cursor: next }
  }

  /**
   * Changes the records that the query finds, in the background: by operations that write, or by a registered function. Each
   * node works on its own; the job tells how far they are.
   * @param options those left out are as by default, but `filterExpression` and `recordsPerSecond`, which are the query's
   * @throws ArgumentError `INVALID_ARGUMENT` for work that does not write, and for a query with `select`, `operations`, `partitions`,
   *   `maxRecords` or a short duration, or a range that may find one record several times; whatever keeps a node from starting it, in doubt when others have begun
   */
  execute(work: readonly Operation[] | UdfWork, options?: ExecuteOptions): Promise<Job> {
    try {
      const { filterExpression, recordsPerSecond } = this.#plan.policy
      const defaults = { ...EXECUTE_DEFAULTS, filterExpression, recordsPerSecond }
      const policy = resolveOptions(EXECUTE_OPTIONS, defaults, options, 'execute')
      // A job goes by a scan: what it has changed cannot be taken back when an index goes in the middle.
      const filter = joinedFilters(this.#plan.condition, policy.filterExpression)
      return startJob(this.#session, this.#plan, jobWork(work), { ...policy, filterExpression: filter })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * Sends the records through a stream function of a registered module: every node runs it up to the first `reduce`, and this
   * client that `reduce` and what follows. Needs the package `wasmoon`, Lua for this process.
   * @param udf with the module's `source`, unless it shall be fetched from the cluster
   * @throws ArgumentError `INVALID_ARGUMENT` for a query with what is not in `where` and `options`, or a range that may find one
   *   record several times
   */
  aggregate<T extends Value = Value>(udf: AggregateUdf): Aggregation<T> {
    return new Aggregation<T>(this.#session, this.#planned(), checkAggregate(this.#plan, udf))
  }

  #tracker(): PartitionTracker {
    const { first, count, after } = this.#plan.partitions
    const tracker = new PartitionTracker(first, count, this.#plan.where?.mayRepeat)
    if (after !== undefined) tracker.advance(first, after, 0n)
    return tracker
  }

  #run(): QueryRun {
    const plan = this.#planned()
    const shape = { limit: plan.policy.maxRecords, indexes: this.#ground.indexes }
    return new QueryRun(this.#session, plan, this.#tracker(), shape)
  }
}

async function collect(run: QueryRun): Promise<Record[]> {
  const records: Record[] = []
  try {
    for (;;) {
      const next = run.pull()
      if (next === END) return records
      if (next === WAIT) await run.wait()
      else records.push(next)
    }
  } catch (error) {
    return await rejectFromCaller(error)
  }
}

function noAfterWithIndex(): Error {
  return clientError('INVALID_ARGUMENT', 'partitions: after does not go with where', {
    hint: 'an index has an order of its own; page() goes on anywhere',
  })
}
