import { clientError } from '../errors/index.ts'
import { expressionBytes, type ExpressionLike } from '../expression.ts'
import type { MapOrderName, Value } from '../values.ts'
import { packValue } from '../wire/msgpack/pack.ts'
import { named } from '../wire/value-failure.ts'
import { ContextCreate, ContextType } from './cdt-codes.ts'
import { checkArray, checkInteger, checkKey, checkOptions, type Integer } from './check.ts'
import { listCreate, mapCreate } from './context-create.ts'
import { ContextStep } from './context-step.ts'
import { packed } from './packed.ts'

/** What to make of the list that a step looks into, when there is none. */
export interface ListStepOptions {
  /** Create it, in this order, when it is missing. Only operations that write create. */
  readonly create?: 'unordered' | 'ordered'
  /** Fill an unordered list with nil up to the index; without it, the index may not lie beyond the end. Default false. */
  readonly pad?: boolean
  /** Store its index with it; for the first step only, whose list is the bin. Default false. */
  readonly persistIndex?: boolean
}

/** What to make of the map that a step looks into, when there is none. */
export interface MapStepOptions {
  /** Create it, in this order, when it is missing. Only operations that write create. */
  readonly create?: MapOrderName
  /** Store its index with it; for the first step only, whose map is the bin. Default false. */
  readonly persistIndex?: boolean
}

/**
 * The element at an index of a list; negative counts from the end. Beyond the end the operation fails with
 * `OP_NOT_APPLICABLE`, unless `create` says otherwise.
 *
 * @example
 * lists.size('teams', { context: [ctx.listIndex(-1)] }) // 2 for { teams: [['ann'], ['bob', 'cid']] }
 */
export function listIndex(index: Integer, options: ListStepOptions = {}): ContextStep {
  const where = 'ctx.listIndex'
  checkOptions(where, options, { create: ['unordered', 'ordered'], pad: 'boolean', persistIndex: 'boolean' })
  return step(
    where,
    ContextType.listIndex | listFlags(where, options),
    'index',
    checkInteger(where, 'index', index),
  )
}

/**
 * The element at a rank of a list: 0 is the smallest value, -1 the largest.
 *
 * @example
 * lists.size('teams', { context: [ctx.listRank(0)] }) // 1 for { teams: [['ann'], ['bob', 'cid']] }
 */
export function listRank(rank: Integer): ContextStep {
  return step('ctx.listRank', ContextType.listRank, 'rank', checkInteger('ctx.listRank', 'rank', rank))
}

/**
 * The first element of a list that equals a value.
 *
 * @example
 * lists.get('teams', 1, { context: [ctx.listValue(['bob', 'cid'])] })
 * // 'cid' for { teams: [['ann'], ['bob', 'cid']] }
 */
export function listValue(value: Value): ContextStep {
  return step('ctx.listValue', ContextType.listValue, 'value', value)
}

/**
 * The value at an index of a map, in the order of keys; negative counts from the end.
 *
 * @example
 * lists.size('teams', { context: [ctx.mapIndex(0)] })
 * // 1 for { teams: { east: ['ann'], west: ['bob', 'cid'] } }
 */
export function mapIndex(index: Integer): ContextStep {
  return step('ctx.mapIndex', ContextType.mapIndex, 'index', checkInteger('ctx.mapIndex', 'index', index))
}

/**
 * The value at a rank of a map: 0 is the smallest value, -1 the largest.
 *
 * @example
 * lists.size('teams', { context: [ctx.mapRank(-1)] })
 * // 2 for { teams: { east: ['ann'], west: ['bob', 'cid'] } }
 */
export function mapRank(rank: Integer): ContextStep {
  return step('ctx.mapRank', ContextType.mapRank, 'rank', checkInteger('ctx.mapRank', 'rank', rank))
}

/**
 * The value of a key. A missing key fails with `OP_NOT_APPLICABLE`, unless `create` says otherwise.
 *
 * @example
 * lists.size('teams', { context: [ctx.mapKey('west')] })
 * // 2 for { teams: { east: ['ann'], west: ['bob', 'cid'] } }
 */
export function mapKey(key: Value, options: MapStepOptions = {}): ContextStep {
  const where = 'ctx.mapKey'
  checkOptions(where, options, { create: ['unordered', 'key', 'keyValue'], persistIndex: 'boolean' })
  const { create, persistIndex = false } = options
  checkPersist(where, create, persistIndex)
  const flags = create === undefined ? 0 : mapCreate(create) | (persistIndex ? ContextCreate.persistIndex : 0)
  return step(where, ContextType.mapKey | flags, 'key', checkKey(where, 'key', key))
}

/**
 * The first value of a map, in the order of keys, that equals a value.
 *
 * @example
 * lists.get('teams', 0, { context: [ctx.mapValue(['ann'])] })
 * // 'ann' for { teams: { east: ['ann'], west: ['bob', 'cid'] } }
 */
export function mapValue(value: Value): ContextStep {
  return step('ctx.mapValue', ContextType.mapValue, 'value', value)
}

/**
 * Path expressions only: the values of those of the keys that the map has.
 *
 * @example
 * ops.selectByPath('prices', [ctx.mapKeysIn(['tea', 'rice'])]) // [3] for { prices: { tea: 3, milk: 2 } }
 */
export function mapKeysIn(keys: readonly Value[]): ContextStep {
  return step('ctx.mapKeysIn', ContextType.mapKeysIn, 'keys', checkArray('ctx.mapKeysIn', 'keys', keys))
}

/**
 * Path expressions only: every element of a list, or every value of a map, for which the filter is true. Default: all.
 *
 * @example
 * ops.selectByPath('prices', [ctx.allChildren(exp.gt(exp.loopValue('int'), 2))])
 * // [3] for { prices: { tea: 3, milk: 2 } }
 */
export function allChildren(filter: ExpressionLike | true = true): ContextStep {
  if (filter === true) return new ContextStep(ContextType.expression, TRUE)
  return new ContextStep(ContextType.expression, expressionBytes('ctx.allChildren', 'filter', filter), filter)
}

/**
 * Path expressions only: of what the step before selects, that for which the filter is true.
 *
 * @example
 * const isDear = exp.gt(exp.loopValue('int'), 2)
 * ops.selectByPath('prices', [ctx.mapKeysIn(['tea', 'milk']), ctx.andFilter(isDear)])
 * // [3] for { prices: { tea: 3, milk: 2 } }
 */
export function andFilter(filter: ExpressionLike): ContextStep {
  const bytes = expressionBytes('ctx.andFilter', 'filter', filter)
  return new ContextStep(ContextType.and | ContextType.expression, bytes, filter)
}

const TRUE = Buffer.of(0xc3)

function step(where: string, type: number, name: string, value: Value): ContextStep {
  return new ContextStep(
    type,
    packed((writer) => {
      named(`${where}: ${name}`, () => packValue(writer, value))
    }),
  )
}

function listFlags(where: string, options: ListStepOptions): number {
  const { create, pad = false, persistIndex = false } = options
  checkPersist(where, create, persistIndex)
  if (pad && create !== 'unordered') {
    throw clientError('INVALID_OPTION', `${where}: option pad needs create: 'unordered'`)
  }
  if (create === undefined) return 0
  return listCreate(create, pad) | (persistIndex ? ContextCreate.persistIndex : 0)
}

function checkPersist(where: string, create: string | undefined, persistIndex: boolean): void {
  if (persistIndex && create === undefined) {
    throw clientError('INVALID_OPTION', `${where}: option persistIndex needs create`)
  }
}
