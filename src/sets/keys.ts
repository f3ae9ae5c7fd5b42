import { isBytes } from '../kinds.ts'
import type { KeyCodec } from './codec.ts'

function only<Id extends string | number | bigint | Uint8Array>(
  isOne: (id: unknown) => boolean,
): KeyCodec<Id> {
  const same = (key: unknown): Id => {
    if (!isOne(key)) throw new TypeError('not a key of this kind')
    return key as Id
  }
  return { encode: same, decode: same }
}

/**
 * Keys that are text.
 *
 * @example
 * const users = client.set('test', 'users', define(types<{ name: string }>(), { key: keys.string }))
 * await users.put('ann', { name: 'Ann' })
 */
export const string: KeyCodec<string> = only((id) => typeof id === 'string')

/**
 * Keys that are integers; one that is read is a number where that is safe.
 *
 * @example
 * const users = client.set('test', 'users', define(types<{ name: string }>(), { key: keys.integer }))
 * await users.put(42, { name: 'Ann' })
 */
export const integer: KeyCodec<number | bigint> = only(
  (id) => typeof id === 'number' || typeof id === 'bigint',
)

/**
 * Keys that are bytes.
 *
 * @example
 * const users = client.set('test', 'users', define(types<{ name: string }>(), { key: keys.bytes }))
 * await users.put(Buffer.of(1, 2), { name: 'Ann' })
 */
export const bytes: KeyCodec<Uint8Array> = only(isBytes)
