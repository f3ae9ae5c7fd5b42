import type { Module } from '../collections/call.ts'
import { writeCall } from '../collections/pack-call.ts'
import { writePath } from '../collections/pack-path.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import { packDouble, packListHeader, packNumber, packRawText, packValue } from '../wire/msgpack/pack.ts'
import type { Writer } from '../wire/writer.ts'
import { EXP_CALL_MODIFY, ExpCallModule, ExpOp, ExpType } from './codes.ts'
import type { CallNode, Exp, LetNode, PathNode, ScalarNode, ShapedNode } from './node.ts'
import { type Shape, SHAPES } from './shapes.ts'

const MODULES = { cdt: ExpCallModule.cdt, bit: ExpCallModule.bits, hll: ExpCallModule.hll } as const satisfies Record<Module, number> // prettier-ignore

/** Writes an expression; its depth is limited, and so is the recursion. */
export function writeExpression(writer: Writer, { node, type }: Exp): void {
  switch (node.op) {
    case 'value':
      writeScalar(writer, node, type)
      return
    case 'packed':
      writePacked(writer, node.packed, type)
      return
    case 'variable':
      packListHeader(writer, 2)
      packNumber(writer, ExpOp.variable)
      packRawText(writer, node.name)
      return
    case 'let':
      writeLet(writer, node)
      return
    case 'cond':
      writeOperation(writer, ExpOp.cond, 0, node.operands)
      return
    case 'call':
      writeCallOn(writer, node)
      return
    case 'path':
      writePathOn(writer, node)
      return
    case 'opaque':
      writer.bytes(node.packed)
      return
    default:
      writeShaped(writer, node)
  }
}

function writeScalar(writer: Writer, { value }: ScalarNode, type: ExpressionType | undefined): void {
  if (type === 'float') packDouble(writer, value as number)
  else packValue(writer, value)
}

/** A list is quoted, since it would be read as an operation. */
function writePacked(writer: Writer, packed: Buffer, type: ExpressionType | undefined): void {
  if (type === 'list') {
    packListHeader(writer, 2)
    packNumber(writer, ExpOp.quote)
  }
  writer.bytes(packed)
}

function writeShaped(writer: Writer, { op, fixed, operands }: ShapedNode): void {
  const shape: Shape = SHAPES[op]
  packListHeader(writer, 1 + fixed.length + operands.length)
  packNumber(writer, shape.code)
  for (let i = 0; i < fixed.length; i++) writeFixed(writer, fixed[i] as string | number, shape.fixed?.[i])
  for (const operand of operands) writeExpression(writer, operand)
}

function writeFixed(
  writer: Writer,
  part: string | number,
  kind: 'type' | 'number' | 'text' | undefined,
): void {
  if (typeof part === 'number') packNumber(writer, part)
  else if (kind === 'type') packNumber(writer, ExpType[part as ExpressionType])
  else packRawText(writer, part)
}

function writeOperation(writer: Writer, code: number, more: number, operands: readonly Exp[]): void {
  packListHeader(writer, 1 + more + operands.length)
  packNumber(writer, code)
  for (const operand of operands) writeExpression(writer, operand)
}

function writeLet(writer: Writer, { variables, body }: LetNode): void {
  packListHeader(writer, 2 + variables.length * 2)
  packNumber(writer, ExpOp.let)
  for (const [name, value] of variables) {
    packRawText(writer, name)
    writeExpression(writer, value)
  }
  writeExpression(writer, body)
}

/** `[127, type, module, [op, …], on]` */
function beginCall(writer: Writer, gives: ValueType, module: number, modifies: boolean): void {
  packListHeader(writer, 5)
  packNumber(writer, ExpOp.call)
  packNumber(writer, ExpType[gives])
  packNumber(writer, modifies ? module | EXP_CALL_MODIFY : module)
}

function writeCallOn(writer: Writer, node: CallNode): void {
  beginCall(writer, node.gives, MODULES[node.call.module], node.call.modifies)
  writeCall(writer, node, writeExpression)
  writeExpression(writer, node.on)
}

function writePathOn(writer: Writer, node: PathNode): void {
  const { context, flags, change, on } = node
  beginCall(writer, node.gives, ExpCallModule.cdt, change !== undefined)
  writePath(writer, context, flags, change?.bytes)
  writeExpression(writer, on)
}
