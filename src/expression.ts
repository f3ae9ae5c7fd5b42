import { readBase64 } from './base64.ts'
import { clientError } from './errors/index.ts'
import { introduce } from './inspect.ts'
import { isBytes, kindOf, mark } from './kinds.ts'
import { DECODE_DEFAULTS } from './values.ts'
import { Cursor, unpackValue } from './wire/msgpack/unpack.ts'

/** What an expression gives. */
export type ExpressionType =
  'nil' | 'bool' | 'int' | 'string' | 'list' | 'map' | 'blob' | 'float' | 'geo' | 'hll'

/**
 * A compiled expression: built once, used any number of times, by any client.
 * `Type` is what it gives; it is `undefined` at run time where only the bytes are known.
 */
export class Expression<Type extends ExpressionType = ExpressionType> {
  readonly bytes: Buffer
  readonly type: Type | undefined

  static {
    mark(this.prototype, 'Expression')
    // The bytes hold what the record is compared with.
    introduce<Expression>(this, 'Expression', ({ type, bytes }) => ({ type, size: bytes.length }))
  }

  /** @param bytes one packed expression, kept as it is. Throws `INVALID_ARGUMENT` for anything else. */
  constructor(bytes: Uint8Array, type?: Type) {
    this.bytes = expressionBytes('Expression', 'bytes', bytes)
    this.type = type
  }

  /** Takes the text that {@link toBase64} or another client's counterpart gave. */
  static fromBase64<Type extends ExpressionType = ExpressionType>(text: string): Expression<Type> {
    const bytes = readBase64(text)
    if (bytes === undefined) {
      throw clientError('INVALID_ARGUMENT', 'Expression.fromBase64: text is not base64')
    }
    return new Expression<Type>(bytes)
  }

  /** The expression as text, in the form that all clients share. */
  toBase64(): string {
    return this.bytes.toString('base64')
  }
}

/** Whether a value is an expression of this copy of the package or of another. */
export function isExpression(value: unknown): value is Expression {
  return kindOf(value) === 'Expression'
}

/** An expression, or its bytes as another client compiled them. */
export type ExpressionLike = { readonly bytes: Uint8Array } | Uint8Array

/** The bytes of an expression given as an argument. */
export function expressionBytes(where: string, name: string, expression: ExpressionLike): Buffer {
  if (isExpression(expression)) return expression.bytes
  const bytes: unknown = isBytes(expression) ? expression : (expression as { bytes?: unknown } | null)?.bytes
  if (isBytes(bytes) && isOneElement(bytes)) return Buffer.from(bytes)
  throw clientError('INVALID_ARGUMENT', `${where}: ${name} is no compiled expression`)
}

function isOneElement(bytes: Uint8Array): boolean {
  const cursor = new Cursor(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  try {
    unpackValue(cursor, DECODE_DEFAULTS)
  } catch {
    return false
  }
  return cursor.position === cursor.end
}
