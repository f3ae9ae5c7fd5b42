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

/** Keys that are text. */
export const string: KeyCodec<string> = only((id) => typeof id === 'string')

/** Keys that are integers; one that is read is a number where that is safe. */
export const integer: KeyCodec<number | bigint> = only(
  (id) => typeof id === 'number' || typeof id === 'bigint',
)

/** Keys that are bytes. */
export const bytes: KeyCodec<Uint8Array> = only(isBytes)
