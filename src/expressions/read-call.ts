import { BITS } from '../collections/bit-calls.ts'
import type { Module, PreparedCall } from '../collections/call.ts'
import { CdtEnvelope } from '../collections/cdt-codes.ts'
import type { Context } from '../collections/context-step.ts'
import { HLL } from '../collections/hll-calls.ts'
import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import { readListHeader, readSteps } from '../collections/read-context.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import { DECODE_DEFAULTS } from '../values.ts'
import { skipElement } from '../wire/msgpack/skip.ts'
import { type Cursor, unpackValue } from '../wire/msgpack/unpack.ts'
import { callOf } from './call.ts'
import { EXP_CALL_MODIFY, ExpCallModule } from './codes.ts'
import type { Expression } from './expression.ts'
import type { Exp } from './node.ts'
import { pathOf } from './path-of.ts'

const MODULES: ReadonlyMap<number, Module> = new Map([
  [ExpCallModule.cdt, 'cdt'],
  [ExpCallModule.bits, 'bit'],
  [ExpCallModule.hll, 'hll'],
])
/** What a call of each module works on. */
const WORKS_ON: Readonly<Record<Module, readonly ExpressionType[]>> = {
  cdt: ['list', 'map'],
  bit: ['blob'],
  hll: ['hll'],
}
/** Of calls that are sent alike, those come last that also say what to create: the steps that were read say it themselves. */
const CALLS: readonly PreparedCall[] = [LISTS, MAPS, BITS, HLL]
  .flatMap((calls) => Object.values<PreparedCall>(calls))
  .sort((one, other) => Number(one.creates !== undefined) - Number(other.creates !== undefined))

/** The reader that expressions among the arguments are read by. */
interface Reader {
  readonly cursor: Cursor
  next(path: string): Expression
  apart(where: string, bytes: Buffer): Expression
  number(path: string): number
  type(path: string): ValueType
  peek(): number
  slice(start: number): Buffer
  fault(path: string, reason: string): Error
  at(path: string): string
}

/** Reads `type, module, [op, …], on`; `undefined` for a call that is not known. */
export function readCall(reader: Reader, path: string): Expression | undefined {
  const gives = reader.type(path)
  const system = reader.number(path)
  const module = MODULES.get(system & ~EXP_CALL_MODIFY)
  if (module === undefined) return undefined
  const modifies = (system & EXP_CALL_MODIFY) !== 0
  let count = readListHeader(reader.cursor)
  let op = reader.number(path)
  let context: Context | undefined
  if (op === CdtEnvelope.select) return readPath(reader, path, gives, count)
  if (op === CdtEnvelope.context) {
    if (count !== 3) throw reader.fault(path, 'a context is missing')
    context = readSteps(reader.cursor)
    count = readListHeader(reader.cursor)
    op = reader.number(path)
  }
  const call = CALLS.find(
    (known) => known.module === module && known.op === op && known.modifies === modifies,
  )
  const parts = call === undefined ? undefined : readArguments(reader, path, call, count - 1)
  if (call === undefined || parts === undefined) return undefined
  const at = `${path}(${call.name})`
  const on = readOn(reader, at, WORKS_ON[module])
  return callOf(reader.at(at), { call, ...parts, context, create: undefined }, on, gives)
}

function readOn(reader: Reader, path: string, types: readonly ExpressionType[]): Expression {
  const on = reader.next(`${path}.on.`)
  if (on.type === undefined || on.type === 'nil' || types.includes(on.type)) return on
  throw reader.fault(path, `it works on ${types.join(' or ')}, not ${on.type}`)
}

/** Arguments, then words; other clients send fewer words than this one. */
function readArguments(
  reader: Reader,
  path: string,
  { returns, params, words, spareWords }: PreparedCall,
  count: number,
): { values: Exp[]; returns: number | undefined; words: (number | bigint)[] } | undefined {
  const given = returns === undefined ? count : count - 1
  const least = params.length - (params.at(-1)?.isOptional === true ? 1 : 0)
  if (given < least || given > params.length + words.length + spareWords.length) return undefined
  const returnType = returns === undefined ? undefined : reader.number(path)
  const present = params.slice(0, given)
  const values = present.map(({ name }) => reader.next(`${path}.${name}.`))
  const rest = Array.from({ length: given - present.length }, () =>
    unpackValue(reader.cursor, DECODE_DEFAULTS),
  )
  if (!rest.every((word) => typeof word === 'number' || typeof word === 'bigint')) return undefined
  return { values, returns: returnType, words: rest }
}

/** `[0xFE, [step, …], flags, change?]`, of which the first has been read. */
function readPath(reader: Reader, path: string, gives: ValueType, count: number): Expression {
  if (count !== 3 && count !== 4) throw reader.fault(path, 'a part of the path is missing')
  const context = readSteps(reader.cursor)
  const flags = reader.number(path)
  const bytes = count === 4 ? reader.slice(skipElement(reader.cursor)) : undefined
  const on = readOn(reader, path, WORKS_ON.cdt)
  const where = reader.at(path)
  const read = (at: string, apart: Buffer): Expression => reader.apart(at, apart)
  const change = bytes && read(`${where}.change`, bytes)
  return pathOf(where, { context, flags, change, on, gives }, read)
}
