import type { Client } from '../client.ts'
import type { Task, TruncateOptions } from '../admin/index.ts'
import type { ExistsRowResult, GetRowResult, PutRowResult, RemoveRowResult } from '../batch/index.ts'
import { type BinsOf, type Condition, conditionOn, type Exp, placesOf } from '../expressions/index.ts'
import { introduce } from '../inspect.ts'
import type { Key } from '../key.ts'
import type { Operation } from '../operations/index.ts'
import type {
  BatchOptions,
  GetManyOptions,
  PutManyOptions,
  RemoveManyOptions,
} from '../policy/batch-options.ts'
import type { GetOptions, OperateOptions, ReadOptions, WriteOptions } from '../policy/command-options.ts'
import type { OrError } from '../policy/filter-expression.ts'
import type { InfoOptions } from '../policy/query-options.ts'
import type { Record } from '../record.ts'
import type { RecordMetadata } from '../wire/reply.ts'
import type { OperableBins } from './bin-operations.ts'
import type {
  FieldIndex,
  FieldsOption,
  ManyFieldsOption,
  SetOperateResult,
  SetOperateRowResult,
  UpdateOptions,
} from './call-options.ts'
import { decodeResults, operableBins, operationsOf } from './operable.ts'
import type { Records } from './records.ts'
import { entriesOf, idsOf, readRows } from './rows.ts'
import type { FieldOf, SetTypes } from './set-types.ts'
import { SetQuery } from './typed-query.ts'
import { isConflict, pause, updateCalls, updateOnce } from './update.ts'

/** A key of the application, or one that came with a record. */
export type IdOf<Types extends SetTypes> = Types['id'] | Key

/** A set whose keys and bins have types, as its definition says. Every call is one of the client's, with all of its options. */
export class TypedSet<Types extends SetTypes> {
  readonly namespace: string
  readonly name: string
  /** The bins in expressions: `exp.add(users.bins.visits.as('int'), 1)`. */
  readonly bins: BinsOf<Types['stored']>
  readonly #client: Client
  readonly #records: Records
  readonly #operable: OperableBins<Types>

  static {
    introduce<TypedSet<SetTypes>>(this, 'TypedSet', ({ namespace, name }) => ({ namespace, name }))
  }

  /** @internal */
  constructor(client: Client, namespace: string, name: string, records: Records) {
    this.#client = client
    this.#records = records
    this.namespace = namespace
    this.name = name
    this.bins = placesOf((field) => records.layout.binOf(field)) as BinsOf<Types['stored']>
    this.#operable = operableBins(records.layout) as OperableBins<Types>
  }

  /**
   * The key of a record, for the calls of the client that a set does not have.
   * @throws ArgumentError `INVALID_KEY`
   */
  key(id: IdOf<Types>): Key {
    return this.#records.key(this.namespace, this.name, id)
  }

  /** The application's key of a record; undefined where the record has its digest only, or the codec of the keys goes one way. */
  id(key: Key): Types['id'] | undefined {
    return this.#records.id(this.key(key))
  }

  /** The name of the bin that holds a field, for operations and filters that are built elsewhere. */
  bin(field: FieldOf<Types>): string {
    return this.#records.layout.binOf(field)
  }

  /** A condition on the fields, for `filterExpression` and as a part of other expressions. */
  where(condition: (bins: BinsOf<Types['stored']>) => Exp<'bool'>): Condition {
    return conditionOn(this.bins, condition)
  }

  /** Reads a record, or some of its fields; null when there is none. @throws StoredError `STORED_MISMATCH` */
  get(
    id: IdOf<Types>,
    options?: ReadOptions & { readonly bins?: undefined },
  ): Promise<Record<Types['output']> | null>
  get<const Name extends FieldOf<Types>>(
    id: IdOf<Types>,
    options: FieldsOption<Name>,
  ): Promise<Record<Pick<Types['output'], Name>> | null>
  async get(id: IdOf<Types>, options?: GetOptions): Promise<Record<object> | null> {
    const record = await this.#client.get(this.key(id), this.#selecting(options))
    return record === null ? null : await this.#records.read(record, options?.bins)
  }

  /** Whether a record is there; with `filteredOut: 'null'`, also whether the filter lets it pass. */
  async exists(id: IdOf<Types>, options?: ReadOptions): Promise<boolean> {
    return await this.#client.exists(this.key(id), options)
  }

  /** Generation and ttl of a record without its bins; null when there is none. */
  async metadata(id: IdOf<Types>, options?: ReadOptions): Promise<RecordMetadata | null> {
    return await this.#client.metadata(this.key(id), options)
  }

  /**
   * Writes a whole record; bins that it does not have are left, unless `exists` says `'replace'`. Fields that are null are deleted.
   * @throws SchemaError `SCHEMA_MISMATCH`, which names the fields; nothing was sent
   */
  put(id: IdOf<Types>, record: Types['input'], options?: WriteOptions & OrError): Promise<RecordMetadata>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  put(id: IdOf<Types>, record: Types['input'], options?: WriteOptions): Promise<RecordMetadata | null>
  async put(id: IdOf<Types>, record: Types['input'], options?: WriteOptions): Promise<RecordMetadata | null> {
    const key = this.key(id)
    const { bins } = await this.#records.write(record, key)
    return await this.#client.put(key, bins, this.#writing(options))
  }

  /**
   * Reads a record, changes it, and writes it if nobody else did meanwhile; else it begins anew, after a short wait that grows. The
   * record becomes what the function gives: fields that it was given and leaves out are deleted. When it gives nothing, nothing is written.
   *
   * @param change is given null when there is no record, and may be called several times: it should do nothing else
   * @returns the record as it is now; null when nothing was written
   * @throws RecordError `GENERATION` when somebody else was faster each time; whatever `change` throws; a write that is in doubt is not repeated
   * @example
   * const users = client.set('test', 'users', define<{ name: string; age: number }>())
   * await users.update(42, (record) => record && { ...record.bins, age: record.bins.age + 1 })
   */
  async update(
    id: IdOf<Types>,
    change: (
      record: Record<Types['output']> | null,
    ) => Types['input'] | null | undefined | Promise<Types['input'] | null | undefined>,
    options?: UpdateOptions,
  ): Promise<Record<Types['output']> | null> {
    const key = this.key(id)
    const { attempts, read, write } = updateCalls(options)
    const calls = { read, write: this.#writing(write) ?? write }
    for (let attempt = 1; ; attempt++) {
      try {
        return await updateOnce(this.#client, this.#records, key, change, calls)
      } catch (error) {
        if (attempt >= attempts || !isConflict(error)) throw error
      }
      await pause(attempt, read.signal)
    }
  }

  /** Renews a record's ttl and raises its generation. @throws RecordError `NOT_FOUND` */
  touch(id: IdOf<Types>, options?: WriteOptions & OrError): Promise<RecordMetadata>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  touch(id: IdOf<Types>, options?: WriteOptions): Promise<RecordMetadata | null>
  async touch(id: IdOf<Types>, options?: WriteOptions): Promise<RecordMetadata | null> {
    return await this.#client.touch(this.key(id), this.#writing(options))
  }

  /** Deletes a record; returns whether it was there. */
  async remove(id: IdOf<Types>, options?: WriteOptions): Promise<boolean> {
    return await this.#client.remove(this.key(id), options)
  }

  /**
   * Runs several operations on one record as one atomic step, and returns the result of each in their order. They work on what is stored:
   * types and codecs hold, the schema and `migrate` are not asked.
   *
   * @example
   * const users = client.set('test', 'users', define<{ visits: number; tags: string[] }>())
   * const { results } = await users.operate(42, (bins) => [bins.visits.add(1), bins.tags.lists.append('seen')])
   */
  operate<const Operations extends readonly Operation[]>(
    id: IdOf<Types>,
    build: (bins: OperableBins<Types>) => Operations,
    options?: OperateOptions & OrError,
  ): Promise<SetOperateResult<Operations>>
  /** Null with `filteredOut: 'null'`, when the filter leaves the record out. */
  operate<const Operations extends readonly Operation[]>(
    id: IdOf<Types>,
    build: (bins: OperableBins<Types>) => Operations,
    options?: OperateOptions,
  ): Promise<SetOperateResult<Operations> | null>
  async operate<const Operations extends readonly Operation[]>(
    id: IdOf<Types>,
    build: (bins: OperableBins<Types>) => Operations,
    options?: OperateOptions,
  ): Promise<SetOperateResult<Operations> | null> {
    const operations = operationsOf('operate', this.#operable, build)
    const answer = await this.#client.operate(this.key(id), operations, this.#writing(options))
    if (answer === null) return null
    const { generation, ttl, results } = answer
    return { generation, ttl, results: decodeResults(operations, results) }
  }

  /** Reads many records, or some of their fields. A record that does not fit is the error of its row. */
  getMany(
    ids: readonly IdOf<Types>[],
    options?: BatchOptions & { readonly bins?: undefined },
  ): Promise<GetRowResult<Types['output']>[]>
  getMany<const Name extends FieldOf<Types>>(
    ids: readonly IdOf<Types>[],
    options: ManyFieldsOption<Name>,
  ): Promise<GetRowResult<Pick<Types['output'], Name>>[]>
  async getMany(ids: readonly IdOf<Types>[], options?: GetManyOptions): Promise<GetRowResult<object>[]> {
    const rows = await this.#client.getMany(this.#keys(ids), this.#selecting(options))
    return await readRows(rows, (record) => this.#records.read(record, options?.bins), options?.throwOnError)
  }

  /** Whether many records are there: the status of a row is `ok` or `notFound`. */
  async existsMany(ids: readonly IdOf<Types>[], options?: BatchOptions): Promise<ExistsRowResult[]> {
    return await this.#client.existsMany(this.#keys(ids), options)
  }

  /** Writes many records. @throws SchemaError for the first that does not fit, with its place; nothing was sent */
  async putMany(
    entries: Iterable<readonly [id: IdOf<Types>, record: Types['input']]>,
    options?: PutManyOptions,
  ): Promise<PutRowResult[]> {
    const rows: [key: Key, bins: Record['bins']][] = []
    for (const [id, record] of entriesOf(entries)) {
      const key = this.key(id)
      rows.push([key, (await this.#records.write(record, key, rows.length)).bins])
    }
    return await this.#client.putMany(rows, this.#writing(options))
  }

  /** Runs the same operations on many records, and returns the results of each in the operations' order. */
  async operateMany<const Operations extends readonly Operation[]>(
    ids: readonly IdOf<Types>[],
    build: (bins: OperableBins<Types>) => Operations,
    options?: PutManyOptions,
  ): Promise<SetOperateRowResult<Operations>[]> {
    const operations = operationsOf('operateMany', this.#operable, build)
    const rows = await this.#client.operateMany(this.#keys(ids), operations, this.#writing(options))
    return rows.map((row) => {
      if (row.status !== 'ok') return row
      const { index, key, status, record, results } = row
      const { generation, ttl } = record
      return { index, key, status, generation, ttl, results: decodeResults(operations, results) }
    })
  }

  /** Removes many records: the status of a row is `ok` or `notFound`. */
  async removeMany(ids: readonly IdOf<Types>[], options?: RemoveManyOptions): Promise<RemoveRowResult[]> {
    return await this.#client.removeMany(this.#keys(ids), options)
  }

  /** A query over the set. */
  query(): SetQuery<Types> {
    const { layout, needsWhole, readsPlain } = this.#records
    const origin = {
      ...{ places: this.bins, operable: this.#operable },
      selected: (fields: readonly string[]) => (needsWhole ? undefined : layout.binsOf(fields)),
      read: readsPlain ? undefined : this.#records.read.bind(this.#records),
    }
    const query = this.#client.query<Types['output']>(this.namespace, this.name)
    return new SetQuery<Types>(origin, query, origin.read as never)
  }

  /** Makes a secondary index on a field; see `createIndex` of the client. @throws IndexError `INDEX_EXISTS` */
  async createIndex<const Name extends FieldOf<Types> & keyof Types['stored']>(
    definition: FieldIndex<Name, Types['stored'][Name]>,
    options?: InfoOptions,
  ): Promise<Task> {
    const { namespace, name: set } = this
    const bin = this.#records.layout.binOf(definition.bin)
    return await this.#client.createIndex({ namespace, set, ...definition, bin }, options)
  }

  /** Deletes all records of the set; with `before`, those last written before then. */
  async truncate(options?: TruncateOptions): Promise<void> {
    await this.#client.truncate(this.namespace, this.name, options)
  }

  #keys(ids: readonly IdOf<Types>[]): Key[] {
    return idsOf(ids).map((id) => this.key(id as IdOf<Types>))
  }

  /** Options with bins where fields were given. What is no list is refused by the client. */
  #selecting<Options extends { readonly bins?: readonly string[] | undefined }>(
    options: Options | undefined,
  ): Options | undefined {
    const { layout, needsWhole, readsPlain } = this.#records
    const fields = options?.bins
    if (readsPlain || !Array.isArray(fields) || fields.length === 0) return options
    return {
      ...(options as Options),
      bins: needsWhole ? undefined : layout.binsOf(fields as readonly string[]),
    }
  }

  /** Options with the ttl of the set. What are no options is refused by the client. */
  #writing<Options extends { readonly ttl?: number | undefined }>(
    options: Options | undefined,
  ): Options | undefined {
    const { ttl } = this.#records
    if (ttl === undefined || (options !== undefined && !isObject(options))) return options
    return { ...(options as Options), ttl: options?.ttl ?? ttl }
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
