import { checkBin } from '../collections/bin-name.ts'
import type { Value } from '../values.ts'
import { OpCode } from '../wire/proto.ts'
import { operation, type Operation } from './operation.ts'

/**
 * Reads one bin. Answers its value, null when the record has no such bin.
 *
 * @example
 * ops.read('name') // 'Ann' for { name: 'Ann', age: 31 }
 */
export function read<T = Value>(bin: string): Operation<T | null> {
  return operation('ops.read', { code: OpCode.read, bin: checkBin(bin), isWrite: false })
}

/**
 * Reads every bin. Answers the bins by name. Cannot stand with operations that read a single bin.
 *
 * @example
 * ops.readAll() // { name: 'Ann', age: 31 } for { name: 'Ann', age: 31 }
 */
export function readAll<T = Record<string, Value>>(): Operation<T> {
  return operation('ops.readAll', { code: OpCode.read, bin: '', isWrite: false })
}

/**
 * Writes a bin; `null` deletes it.
 *
 * @example
 * ops.write('name', 'Bea') // { name: 'Ann', age: 31 } becomes { name: 'Bea', age: 31 }
 */
export function write(bin: string, value: Value): Operation<null> {
  return operation('ops.write', { code: OpCode.write, bin: checkBin(bin), isWrite: true, value })
}

/**
 * Adds to an integer or a double; a missing bin counts as 0. Integers wrap around at 64 bits.
 * A bin of another type is refused with `BIN_TYPE`.
 *
 * @example
 * ops.add('age', 1) // { name: 'Ann', age: 31 } becomes { name: 'Ann', age: 32 }
 */
export function add(bin: string, amount: number | bigint | Value): Operation<null> {
  return operation('ops.add', { code: OpCode.add, bin: checkBin(bin), isWrite: true, value: amount })
}

/**
 * Appends to text or bytes; a missing bin counts as empty. A bin of another type is refused with `BIN_TYPE`.
 *
 * @example
 * ops.append('name', 'a') // { name: 'Ann', age: 31 } becomes { name: 'Anna', age: 31 }
 */
export function append(bin: string, value: string | Uint8Array): Operation<null> {
  return operation('ops.append', { code: OpCode.append, bin: checkBin(bin), isWrite: true, value })
}

/**
 * Prepends to text or bytes; a missing bin counts as empty. A bin of another type is refused with `BIN_TYPE`.
 *
 * @example
 * ops.prepend('name', 'Dr. ') // { name: 'Ann', age: 31 } becomes { name: 'Dr. Ann', age: 31 }
 */
export function prepend(bin: string, value: string | Uint8Array): Operation<null> {
  return operation('ops.prepend', { code: OpCode.prepend, bin: checkBin(bin), isWrite: true, value })
}

/**
 * Renews the record's ttl and raises its generation. The record must exist, or another operation must create it.
 *
 * @example
 * await client.operate(key, [ops.touch()], { ttl: 3600 })
 */
export function touch(): Operation<null> {
  return operation('ops.touch', { code: OpCode.touch, bin: '', isWrite: true })
}

/**
 * Deletes the record's bins so far; operations behind it write a new record.
 *
 * @example
 * await client.operate(key, [ops.remove(), ops.write('name', 'Bea')])
 * const record = await client.get(key)
 * record?.bins // { name: 'Bea' }
 */
export function remove(): Operation<null> {
  return operation('ops.remove', { code: OpCode.delete, bin: '', isWrite: true })
}
