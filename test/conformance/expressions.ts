import type { Value } from '../../src/index.ts'
import { Expression } from '../../src/expressions/expression.ts'
import { EXP_CALL_MODIFY, ExpCallModule, ExpOp, ExpType } from '../../src/expressions/codes.ts'
import { packed } from '../../src/collections/packed.ts'
import { literal } from '../../src/expressions/literal.ts'
import type { ValueType } from '../../src/expression.ts'
import { packListHeader, packNumber } from '../../src/wire/msgpack/pack.ts'
import type { Writer } from '../../src/wire/writer.ts'
import { buildOperation } from './operations.ts'
import type { OpData } from './scenario.ts'

// Expressions as the server takes them, operation by operation: also those that a typed builder would not let pass.

/** Text without a type, as names and patterns are. */
export class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Argument = Expression | Raw | Value

/** `[op, args…]`; a plain value stands for itself. */
export function e(op: keyof typeof ExpOp, ...args: readonly Argument[]): Expression {
  return compile(
    ExpOp[op],
    args.map((arg) => (writer: Writer) => {
      if (arg instanceof Raw) writeRaw(writer, arg.text)
      else writer.bytes(arg instanceof Expression ? arg.bytes : literal('e', op, arg).bytes)
    }),
  )
}

/** An expression that no builder has looked at. */
function compile(op: number, args: readonly ((writer: Writer) => void)[]): Expression {
  const bytes = packed((writer) => {
    packListHeader(writer, args.length + 1)
    packNumber(writer, op)
    for (const write of args) write(writer)
  })
  return new Expression(undefined, { op: 'opaque', packed: bytes }, 8)
}

export const raw = (text: string): Raw => new Raw(text)

function writeRaw(writer: Writer, text: string): void {
  const bytes = Buffer.from(text)
  if (bytes.length >= 32) throw new RangeError('Longer names are not needed here')
  writer.u8(0xa0 | bytes.length)
  writer.bytes(bytes)
}

/** A bin of the record. */
export const bin = (type: ValueType, name: string): Expression => e('bin', ExpType[type], raw(name))
/** The user's key. */
export const userKey = (type: ValueType): Expression => e('key', ExpType[type])

const MODULES: Readonly<Record<string, number>> = {
  lists: ExpCallModule.cdt,
  maps: ExpCallModule.cdt,
  bits: ExpCallModule.bits,
  hll: ExpCallModule.hll,
}

/** A list, map, bit or HLL operation on what another expression gives; the bin that the operation names does not count. */
export function call(type: ValueType, data: OpData, on: Expression): Expression {
  const operation = buildOperation(data)
  const module = MODULES[data[0].split('.')[0] ?? ''] ?? 0
  return compile(ExpOp.call, [
    (writer) => {
      packNumber(writer, ExpType[type])
    },
    (writer) => {
      packNumber(writer, operation.isWrite ? module | EXP_CALL_MODIFY : module)
    },
    (writer) => {
      // The operations of these families have a payload.
      writer.bytes(operation.payload!)
    },
    (writer) => {
      writer.bytes(on.bytes)
    },
  ])
}
