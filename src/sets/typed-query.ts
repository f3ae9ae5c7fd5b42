import { Readable } from 'node:stream'
import { conditionOn, type BinsOf, type Exp } from '../expressions/index.ts'
import type { OperateResult } from '../commands/index.ts'
import { introduce } from '../inspect.ts'
import type { Operation, OperationResults } from '../operations/index.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'
import type { ExecuteOptions, ForEachOptions, QueryOptions, ToArrayOptions } from '../policy/query-options.ts'
import type {
  Filter,
  Job,
  Page,
  PartitionChoice,
  Query,
  QueryExplanation,
  QueryIterator,
  UdfWork,
} from '../query/index.ts'
import type { Record } from '../record.ts'
import type { OperableBins } from './bin-operations.ts'
import { soon, type Soon } from './checker.ts'
import { decodeResults, operationsOf } from './operable.ts'
import type { FieldOf, SetTypes } from './set-types.ts'

/** What a query of a set takes from it. */
export interface QueryOrigin {
  readonly places: unknown
  readonly operable: unknown
  /** The bins to select for fields; undefined for all. */
  readonly selected: (fields: readonly string[]) => readonly string[] | undefined
  /** Undefined where records come as they are. */
  readonly read: ((record: Record, part?: readonly string[]) => Soon<Record>) | undefined
}

type Read<R> = (record: R) => Soon<R>

/**
 * A query of a set, whose bins it knows. As `client.query`, every method returns a new one and leaves this one as it is.
 *
 * @example
 * const users = client.set('test', 'users', define<{ name: string; age: number }>())
 * const adults = users.query().where((b) => b.age.ge(18))
 * for await (const { bins } of adults.select('name')) console.log(bins.name)
 */
export class SetQuery<Types extends SetTypes, R = Record<Types['output']>> implements AsyncIterable<R> {
  readonly #origin: QueryOrigin
  readonly #query: Query<R>
  /** How a record becomes one of the application; undefined where it is one. */
  readonly #read: Read<R> | undefined

  static {
    introduce<SetQuery<SetTypes, unknown>>(this, 'SetQuery', (made) => made.#query)
  }

  /** @internal */
  constructor(origin: QueryOrigin, query: Query<R>, read: Read<R> | undefined) {
    this.#origin = origin
    this.#query = query
    this.#read = read
  }

  #with(query: Query<R>): SetQuery<Types, R> {
    return new SetQuery<Types, R>(this.#origin, query, this.#read)
  }

  /** Only records for which a condition on the fields is true; else as `where` of any query. */
  where(
    condition: ((bins: BinsOf<Types['stored']>) => Exp<'bool'>) | Filter | Exp<'bool'>,
  ): SetQuery<Types, R> {
    if (typeof condition !== 'function') return this.#with(this.#query.where(condition))
    return this.#with(
      this.#query.where(conditionOn(this.#origin.places as BinsOf<Types['stored']>, condition)),
    )
  }

  /** Only these fields come back. */
  select<const Name extends FieldOf<Types>>(
    ...fields: readonly Name[]
  ): SetQuery<Types, Record<Pick<Types['output'], Name>>> {
    type Part = Record<Pick<Types['output'], Name>>
    const { selected, read } = this.#origin
    const bins = selected(fields)
    const query = (bins === undefined ? this.#query : this.#query.select(...bins)) as unknown as Query<Part>
    const part = read && ((record: Record): Soon<Record> => read(record, fields))
    return new SetQuery<Types, Part>(this.#origin, query, part as Read<Part> | undefined)
  }

  /** Keys, generations and ttls come back without bins. */
  noBins(): SetQuery<Types, Record<object>> {
    return new SetQuery<Types, Record<object>>(
      this.#origin,
      this.#query.noBins() as Query<Record<object>>,
      undefined,
    )
  }

  /** Operations that read are run on each record, and their results come back (server 8.1.2 and later). */
  operations<const Operations extends readonly Operation[]>(
    build: (bins: OperableBins<Types>) => Operations,
  ): SetQuery<Types, OperateResult<OperationResults<Operations>>> {
    type Answer = OperateResult<OperationResults<Operations>>
    const operations = operationsOf('operations', this.#origin.operable as OperableBins<Types>, build)
    const query = this.#query.operations(operations)
    const read: Read<Answer> = (answer) => ({ ...answer, results: decodeResults(operations, answer.results) })
    return new SetQuery<Types, Answer>(this.#origin, query, read)
  }

  /** Only records for which an expression is true; on top of {@link where}. */
  filterExpression(expression: FilterExpression): SetQuery<Types, R> {
    return this.#with(this.#query.filterExpression(expression))
  }

  /** At most so many records. */
  maxRecords(maxRecords: number): SetQuery<Types, R> {
    return this.#with(this.#query.maxRecords(maxRecords))
  }

  /** Only these partitions. */
  partitions(choice: PartitionChoice): SetQuery<Types, R> {
    return this.#with(this.#query.partitions(choice))
  }

  /** How the query is run. */
  options(options: QueryOptions): SetQuery<Types, R> {
    return this.#with(this.#query.options(options))
  }

  /** How the query would find its records now, and why. */
  explain(): Promise<QueryExplanation> {
    return this.#query.explain()
  }

  /** The records one at a time, with back-pressure. One that does not fit ends the query with its error. */
  [Symbol.asyncIterator](): QueryIterator<R> {
    const records = this.#query[Symbol.asyncIterator]()
    return this.#read === undefined ? records : new ReadingIterator(records, this.#read)
  }

  /** The records as a stream of objects, with back-pressure. */
  stream(): Readable {
    return this.#read === undefined ? this.#query.stream() : Readable.from(this)
  }

  /** The records in an array. */
  async toArray(options?: ToArrayOptions): Promise<R[]> {
    return this.#all(await this.#query.toArray(options))
  }

  /** Calls a function for each record, several of them at a time. */
  forEach(use: (record: R) => unknown, options?: ForEachOptions): Promise<number> {
    const read = this.#read
    // What is no function is refused by the query.
    if (read === undefined || typeof use !== 'function') return this.#query.forEach(use, options)
    return this.#query.forEach((record) => soon(read(record), use), options)
  }

  /** Some records, and a cursor for the next ones. */
  async page(size: number, cursor?: string | null): Promise<Page<R>> {
    const { records, cursor: next } = await this.#query.page(size, cursor)
    return { records: await this.#all(records), cursor: next }
  }

  /** Changes the records that the query finds, in the background: by operations that write, or by a registered function. */
  async execute(
    work: ((bins: OperableBins<Types>) => readonly Operation[]) | UdfWork,
    options?: ExecuteOptions,
  ): Promise<Job> {
    const done = typeof work === 'function' ? work(this.#origin.operable as OperableBins<Types>) : work
    return this.#query.execute(done, options)
  }

  async #all(records: R[]): Promise<R[]> {
    const read = this.#read
    if (read === undefined) return records
    const all: R[] = []
    for (const record of records) all.push(await read(record))
    return all
  }
}

/** An iterator that gives records of the application. */
class ReadingIterator<R> implements QueryIterator<R> {
  readonly #records: QueryIterator<R>
  readonly #read: Read<R>

  static {
    introduce<ReadingIterator<unknown>>(this, 'QueryIterator', (made) => made.#records)
  }

  constructor(records: QueryIterator<R>, read: Read<R>) {
    this.#records = records
    this.#read = read
  }

  async next(): Promise<IteratorResult<R, undefined>> {
    const result = await this.#records.next()
    if (result.done === true) return result
    try {
      return { done: false, value: await this.#read(result.value) }
    } catch (error) {
      await this.#records.return()
      throw error
    }
  }

  return(): Promise<IteratorResult<R, undefined>> {
    return this.#records.return()
  }

  throw(error: unknown): Promise<IteratorResult<R, undefined>> {
    return this.#records.throw(error)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
