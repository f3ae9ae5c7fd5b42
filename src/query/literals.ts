import type { Exp } from '../expressions/index.ts'
import { isBytes } from '../kinds.ts'
import { DECODE_DEFAULTS, isA } from '../values.ts'
import { Cursor, unpackValue } from '../wire/msgpack/unpack.ts'

/** A value that stands in an expression, of a type that indexes hold. */
export type IndexLiteral =
  | { readonly type: 'numeric'; readonly value: bigint }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'blob'; readonly value: Uint8Array }
  | { readonly type: 'geo2dsphere'; readonly value: string }

/** The value that an expression is; undefined for one that is evaluated, and for values that no index holds. */
export function literalOf({ node, type }: Exp): IndexLiteral | undefined {
  if (node.op === 'value') {
    const { value } = node
    if (type === 'string') return { type, value: value as string }
    return type === 'int' ? { type: 'numeric', value: BigInt(value as number | bigint) } : undefined
  }
  if (node.op !== 'packed' || (type !== 'blob' && type !== 'geo')) return undefined
  const value = unpackValue(new Cursor(node.packed), DECODE_DEFAULTS)
  if (isBytes(value)) return { type: 'blob', value }
  return isA(value, 'GeoJSON') ? { type: 'geo2dsphere', value: value.toString() } : undefined
}

/** The integers of a list that stands in an expression; undefined when there is anything else in it. */
export function integersOf({ node, type }: Exp): readonly bigint[] | undefined {
  if (node.op !== 'packed' || type !== 'list') return undefined
  const values = unpackValue(new Cursor(node.packed), { ...DECODE_DEFAULTS, integers: 'bigint' })
  if (!Array.isArray(values) || values.length === 0) return undefined
  return values.every((value) => typeof value === 'bigint') ? values : undefined
}
