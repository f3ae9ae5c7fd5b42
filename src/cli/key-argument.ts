import { Key } from '../index.ts'
import { UsageError } from './usage.ts'

export const KEY_TYPES = ['auto', 'integer', 'string', 'bytes', 'digest'] as const
export type KeyType = (typeof KEY_TYPES)[number]

const INTEGER = /^-?(0|[1-9]\d*)$/
const MAX = 2n ** 63n - 1n
const MIN = -(2n ** 63n)
const DIGEST_DIGITS = 40

const fits = (integer: bigint): boolean => integer >= MIN && integer <= MAX

/** What an argument is taken for: an integer where it is written like one and could be one, else text. */
export function keyTypeOf(text: string, type: KeyType): Exclude<KeyType, 'auto'> {
  if (type !== 'auto') return type
  return INTEGER.test(text) && fits(BigInt(text)) ? 'integer' : 'string'
}

/** The key that an argument means. `42` and `"42"` are two records: which of them is meant, the type says. */
export function keyOf(namespace: string, set: string, text: string, type: KeyType): Key {
  switch (keyTypeOf(text, type)) {
    case 'integer':
      return new Key(namespace, set, integerOf(text))
    case 'string':
      return new Key(namespace, set, text)
    case 'bytes':
      return new Key(namespace, set, bytesOf(text))
    case 'digest':
      return Key.fromDigest(namespace, set, digestOf(text))
  }
}

function integerOf(text: string): bigint {
  if (INTEGER.test(text) && fits(BigInt(text))) return BigInt(text)
  throw new UsageError('The key is no integer of 64 bits: leave --key-type out, or write --key-type string')
}

function bytesOf(text: string): Buffer {
  if (/^([0-9a-f]{2})*$/i.test(text)) return Buffer.from(text, 'hex')
  throw new UsageError('A key of bytes is written in hexadecimal, two digits for each')
}

function digestOf(text: string): Buffer {
  if (text.length === DIGEST_DIGITS) return bytesOf(text)
  throw new UsageError(`A digest is written as ${DIGEST_DIGITS} hexadecimal digits`)
}
