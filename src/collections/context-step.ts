import { clientError } from '../errors/index.ts'
import type { ExpressionLike } from '../expression.ts'
import { introduce } from '../inspect.ts'
import { kindOf, mark } from '../kinds.ts'
import { packListHeader, packNumber } from '../wire/msgpack/pack.ts'
import type { Writer } from '../wire/writer.ts'
import { ContextCreate, ContextType, PATH_STEPS_MAX } from './cdt-codes.ts'

/** Bits of a step's type that say what to create. */
const CREATE_MASK = 0x1c0
/** Bits of a step's type that say by what it goes. */
const BASE_MASK = 0x0f
const TRUE = 0xc3

/** One step on the way to a nested list or map; made by the functions of `ctx`. */
export class ContextStep {
  /** The type as it is sent: `ContextType`, plus what to create. */
  readonly type: number
  /** The packed index, rank, key, value or expression. */
  readonly value: Buffer
  readonly #expression: ExpressionLike | undefined

  static {
    mark(this.prototype, 'ContextStep')
    // The value may be a key or a value of a record.
    introduce(this, 'ContextStep', ({ type, value }) => ({ step: stepName(type), size: value.length }))
  }

  constructor(type: number, value: Buffer, expression?: ExpressionLike) {
    this.type = type
    this.value = value
    this.#expression = expression
  }

  /** @internal The expression, if it was given as one and not as bytes. */
  get expression(): ExpressionLike | undefined {
    return this.#expression
  }
}

/** The builder's name, without what the step creates. */
function stepName(type: number): string {
  const base = type & 0x3f
  return Object.entries(ContextType).find(([, code]) => code === base)?.[0] ?? `type ${type}`
}

function isContextStep(value: unknown): value is ContextStep {
  return kindOf(value) === 'ContextStep'
}

/** The way to a nested list or map, from the bin inwards. */
export type Context = readonly ContextStep[]

/**
 * Writes `[type, value, …]`. `create` is added to the type of the last step, unless that says itself what to create
 * (aerospike-client-c as_cdt_internal.c: as_cdt_ctx_pack, as_cdt_pack_header_flag).
 */
export function packContext(writer: Writer, context: Context, create = 0): void {
  packListHeader(writer, context.length * 2)
  const last = context.length - 1
  for (const [index, { type, value }] of context.entries()) {
    packNumber(writer, index === last && (type & CREATE_MASK) === 0 ? type | create : type)
    writer.bytes(value)
  }
}

/** Whether there is a context at all, after a look at its steps. */
export function hasContext(where: string, context: Context | undefined): context is Context {
  if (context === undefined) return false
  checkSteps(where, context)
  for (const [index, step] of context.entries()) {
    if (isPathStep(step)) {
      throw clientError('INVALID_ARGUMENT', `${where}: context[${index}] selects several elements`, {
        hint: 'only path expressions (ops.selectByPath, ops.modifyByPath) take such a step',
      })
    }
  }
  return context.length > 0
}

/** The context of a path expression: it has some steps, and conditions stand behind what they add to. */
export function checkPath(where: string, context: Context): void {
  checkSteps(where, context)
  if (context.length === 0) throw clientError('INVALID_ARGUMENT', `${where}: context is empty`)
  if (context.length > PATH_STEPS_MAX) {
    const fault = `context has ${context.length} steps, and servers take ${PATH_STEPS_MAX}`
    throw clientError('INVALID_ARGUMENT', `${where}: ${fault}`)
  }
  for (const [index, step] of context.entries()) {
    if (isFilter(step)) checkFilter(`${where}: context[${index}]`, step)
    if ((step.type & ContextType.and) === 0) continue
    const before = context[index - 1]
    if (before === undefined || isFilter(before)) {
      throw clientError(
        'INVALID_ARGUMENT',
        `${where}: context[${index}] has no step before it to add a condition to`,
        {
          hint: 'ctx.andFilter follows a step by index, rank, key or value, once; give ctx.allChildren its filter directly',
        },
      )
    }
  }
}

/** Whether a step goes by an expression. */
export function isFilter({ type }: ContextStep): boolean {
  return (type & BASE_MASK) === ContextType.expression
}

/** Whether a filter passes all, without an operation. */
export function isTrue({ value }: ContextStep): boolean {
  return value.length === 1 && value[0] === TRUE
}

/** Of plain values, servers take only true for a filter (select_stack_init, cdt.c, 8.1.2). */
function checkFilter(subject: string, step: ContextStep): void {
  const [header = 0] = step.value
  if ((header >= 0x90 && header < 0xa0) || header === 0xdc || header === 0xdd || isTrue(step)) return
  throw clientError('INVALID_ARGUMENT', `${subject}: its filter is a plain value other than true`, {
    hint: 'a filter is an operation, as exp.gt(exp.loopValue(…), 10)',
  })
}

function checkSteps(where: string, context: Context): void {
  if (!Array.isArray(context)) {
    throw clientError('INVALID_ARGUMENT', `${where}: context must be an array of steps made by ctx`)
  }
  for (const [index, step] of (context as readonly unknown[]).entries()) {
    if (!isContextStep(step)) {
      throw clientError('INVALID_ARGUMENT', `${where}: context[${index}] is no step made by ctx`)
    }
    // Server cdt.c, cdt_context_fill_create (8.1.2).
    if (index > 0 && (step.type & ContextCreate.persistIndex) !== 0) {
      throw clientError(
        'INVALID_ARGUMENT',
        `${where}: context[${index}] cannot persist an index below the top level`,
      )
    }
  }
}

/** Steps that go to any number of elements. */
function isPathStep(step: ContextStep): boolean {
  const base = step.type & ~ContextType.and
  return base === ContextType.expression || base === ContextType.mapKeysIn
}
