import { clientError } from './errors/index.ts'
import { isBytes, kindOf } from './kinds.ts'
import { skipElement } from './wire/msgpack/skip.ts'
import { Cursor } from './wire/msgpack/unpack.ts'

/** The types of values that bins, keys and variables have. */
export type ValueType = 'nil' | 'bool' | 'int' | 'string' | 'list' | 'map' | 'blob' | 'float' | 'geo' | 'hll'

/**
 * What an expression gives: a value; `remove`, which takes an element out of what a path leads to; or `marker`, a wildcard
 * or infinity, which calls on lists and maps compare with.
 */
export type ExpressionType = ValueType | 'remove' | 'marker'

/** An expression, or its bytes as another client compiled them. */
export type ExpressionLike = { readonly bytes: Uint8Array } | Uint8Array

/** The bytes of an expression given as an argument. */
export function expressionBytes(where: string, name: string, expression: ExpressionLike): Buffer {
  // What has been built needs no second look.
  if (kindOf(expression) === 'Expression') return (expression as { readonly bytes: Buffer }).bytes
  const bytes: unknown = isBytes(expression) ? expression : (expression as { bytes?: unknown } | null)?.bytes
  if (isBytes(bytes) && isOneElement(bytes)) return Buffer.from(bytes)
  throw clientError('INVALID_ARGUMENT', `${where}: ${name} is no compiled expression`)
}

function isOneElement(bytes: Uint8Array): boolean {
  const cursor = new Cursor(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  try {
    skipElement(cursor)
  } catch {
    return false
  }
  return cursor.position === cursor.end
}
