import { outOfRange } from '../collections/check.ts'
import { build } from './build.ts'
import type { Expression } from './expression.ts'

// What is known of a record without a look at its bins. A filter of these alone is decided before the record is read.

/**
 * Seconds until the record expires, -1 for never.
 *
 * @example
 * exp.lt(exp.ttl(), 3600) // true for { name: 'Ann' }
 */
export function ttl(): Expression<'int'> {
  return build('exp.ttl', 'ttl')
}

/**
 * When it expires, in nanoseconds since 1970; -1 for never.
 *
 * @example
 * exp.eq(exp.voidTime(), -1) // true for { name: 'Ann' }
 */
export function voidTime(): Expression<'int'> {
  return build('exp.voidTime', 'voidTime')
}

/**
 * When it was last written, in nanoseconds since 1970.
 *
 * @example
 * exp.gt(exp.lastUpdate(), BigInt(Date.now() - 60_000) * 1_000_000n) // true for { name: 'Ann' }
 */
export function lastUpdate(): Expression<'int'> {
  return build('exp.lastUpdate', 'lastUpdate')
}

/**
 * Milliseconds since it was last written.
 *
 * @example
 * exp.lt(exp.sinceUpdate(), 60_000) // true for { name: 'Ann' }
 */
export function sinceUpdate(): Expression<'int'> {
  return build('exp.sinceUpdate', 'sinceUpdate')
}

/**
 * Bytes that the record takes in storage, compressed if it is so. Needs server 7.
 *
 * @example
 * exp.gt(exp.recordSize(), 100_000) // false for { name: 'Ann' }
 */
export function recordSize(): Expression<'int'> {
  return build('exp.recordSize', 'recordSize')
}

/**
 * Bytes on a device; 0 when the namespace lives in memory only. The server will drop it one day: use {@link recordSize}.
 *
 * @example
 * exp.gt(exp.deviceSize(), 0) // false for { name: 'Ann' }
 */
export function deviceSize(): Expression<'int'> {
  return build('exp.deviceSize', 'deviceSize')
}

/**
 * Bytes in memory; servers from 7 on answer the record's size. The server will drop it one day: use {@link recordSize}.
 *
 * @example
 * exp.gt(exp.memorySize(), 1024) // false for { name: 'Ann' }
 */
export function memorySize(): Expression<'int'> {
  return build('exp.memorySize', 'memorySize')
}

/**
 * A number from 0 up to the modulus that hangs on the key alone, to take a part of all records:
 * `exp.eq(exp.digestModulo(10), 0)` is true for one in ten.
 * @param modulus an integer of 32 bits other than 0
 * @example
 * const oneInTen = exp.eq(exp.digestModulo(10), 0)
 * for await (const { bins } of client.query('test', 'users').where(oneInTen)) console.log(bins)
 */
export function digestModulo(modulus: number): Expression<'int'> {
  if (!isModulus(modulus)) {
    throw outOfRange('exp.digestModulo', 'modulus', 'must be an integer of 32 bits other than 0')
  }
  return build('exp.digestModulo', 'digestModulo', [], [modulus])
}

/**
 * The record's set, empty when it is in none.
 *
 * @example
 * exp.eq(exp.setName(), 'users') // true for { name: 'Ann' }
 */
export function setName(): Expression<'string'> {
  return build('exp.setName', 'setName')
}

/**
 * Whether the user's key is stored with the record (option `sendKey`).
 *
 * @example
 * await client.put(key, { name: 'Ann' }, { sendKey: true })
 * await client.exists(key, { filterExpression: exp.keyExists() }) // true
 */
export function keyExists(): Expression<'bool'> {
  return build('exp.keyExists', 'keyExists')
}

/**
 * Whether it is a tombstone, the trace of a removed record. Only an XDR filter ever sees one.
 *
 * @example
 * exp.not(exp.isTombstone()) // true for { name: 'Ann' }
 */
export function isTombstone(): Expression<'bool'> {
  return build('exp.isTombstone', 'isTombstone')
}

/** Whether the server divides a digest by it. */
export function isModulus(modulus: number): boolean {
  return modulus !== 0 && (modulus | 0) === modulus
}
