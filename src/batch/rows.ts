import type { BinValues } from '../commands/index.ts'
import type { Key } from '../key.ts'
import type { Operation } from '../operations/operation.ts'
import type { Bins } from '../record.ts'
import type { Value } from '../values.ts'
import type { ApplyRow, ExistsRow, GetRow, OperateRow, PutRow, RemoveRow } from './row.ts'
import type {
  ApplyRowOptions,
  OperateRowOptions,
  ReadRowOptions,
  RemoveRowOptions,
  WriteRowOptions,
} from '../policy/batch-options.ts'

/**
 * Reads a record. `bins`: which ones, all when left out, none when empty. `B` is their type.
 *
 * @example
 * const [row] = await client.batch([rows.get(key, ['name'])])
 * row.record?.bins // { name: 'Ann' }
 */
export function get<B = Bins>(key: Key, bins?: readonly string[], options?: ReadRowOptions): GetRow<B> {
  return { kind: 'get', key, bins, options }
}

/**
 * Looks whether a record is there: the row is `ok` or `notFound`.
 *
 * @example
 * const [row] = await client.batch([rows.exists(key)])
 * row.status // 'ok'
 */
export function exists(key: Key, options?: ReadRowOptions): ExistsRow {
  return { kind: 'exists', key, options }
}

/**
 * Writes bins and leaves the others; a bin whose value is null is deleted.
 *
 * @example
 * const users = [1, 2, 3].map((id) => rows.put(new Key('test', 'users', id), { visits: 0 }))
 * await client.batch(users)
 */
export function put(key: Key, bins: BinValues, options?: WriteRowOptions): PutRow {
  return { kind: 'put', key, bins, options }
}

/**
 * Runs operations on one record as one atomic step.
 * @param options those of reading when all operations only read, else those of writing
 * @example
 * const [row] = await client.batch([rows.operate(key, [ops.add('age', 1), ops.read('age')])])
 * row.status === 'ok' && row.results // [null, 32]
 */
export function operate<const Operations extends readonly Operation[]>(
  key: Key,
  operations: Operations,
  options?: OperateRowOptions,
): OperateRow<Operations> {
  return { kind: 'operate', key, operations, options }
}

/**
 * Removes a record.
 *
 * @example
 * const [row] = await client.batch([rows.remove(key)])
 * row.status // 'ok'
 */
export function remove(key: Key, options?: RemoveRowOptions): RemoveRow {
  return { kind: 'remove', key, options }
}

/**
 * Calls a user-defined function. `T` is the type of what it returns.
 *
 * @example
 * const row = rows.apply<number>(key, 'scores', 'total', ['2026'])
 * for (const { status } of await client.batch([row])) console.log(status)
 */
export function apply<T = Value>(
  key: Key,
  module: string,
  name: string,
  args?: readonly Value[],
  options?: ApplyRowOptions,
): ApplyRow<T> {
  return { kind: 'apply', key, module, function: name, args, options }
}
