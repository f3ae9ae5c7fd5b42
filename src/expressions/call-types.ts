import type { Context } from '../collections/context-step.ts'
import type { ContextOption } from '../collections/pack-call.ts'
import type { ListReturnType, MapReturnType } from '../collections/return-types.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import type { Value } from '../values.ts'
import type { Exp } from './node.ts'

/** What lists and maps hold and are compared with: a plain value, or an expression. */
export type Argument = Value | Exp

/** What has an inside that a context can lead into. */
export type Collection = 'list' | 'map'

/** What a call reads: a list or a map as its name says; with a context, either. */
export type On<Own extends Collection, Options> = Exp<
  Options extends { readonly context: Context } ? Collection : Own
>

/** Options of a call whose result is of the type of what it works on: without a context, that must be a list or a map as its name says. */
export type InContext<Own extends Collection, Type extends Collection, Options extends ContextOption> = [
  Type,
] extends [Own]
  ? [options?: Options]
  : [options: Options & { readonly context: Context }]

/** Options of setting an order. */
export interface PersistOption extends ContextOption {
  /** Store the index with it; for a whole bin only. Default false. */
  readonly persistIndex?: boolean
}

/** Options of removing several elements. */
export interface RemoveOptions extends ContextOption {
  /** Remove all the others instead. Default false. */
  readonly inverted?: boolean
}

/** The types of what is given about one element, but for values and keys, which are of the type that the call says. */
export interface OneTypes {
  readonly index: 'int'
  readonly reverseIndex: 'int'
  readonly rank: 'int'
  readonly reverseRank: 'int'
  readonly count: 'int'
  readonly exists: 'bool'
  readonly keyValue: 'map'
  readonly unorderedMap: 'map'
  readonly orderedMap: 'map'
}

/** The types of what is given about several elements. */
export interface ManyTypes {
  readonly index: 'list'
  readonly reverseIndex: 'list'
  readonly rank: 'list'
  readonly reverseRank: 'list'
  readonly count: 'int'
  readonly exists: 'bool'
  readonly key: 'list'
  readonly value: 'list'
  readonly keyValue: 'map'
  readonly unorderedMap: 'map'
  readonly orderedMap: 'map'
}

export const ONE_TYPES: OneTypes = {
  index: 'int',
  reverseIndex: 'int',
  rank: 'int',
  reverseRank: 'int',
  count: 'int',
  exists: 'bool',
  keyValue: 'map',
  unorderedMap: 'map',
  orderedMap: 'map',
}

export const MANY_TYPES: ManyTypes = {
  index: 'list',
  reverseIndex: 'list',
  rank: 'list',
  reverseRank: 'list',
  count: 'int',
  exists: 'bool',
  key: 'list',
  value: 'list',
  keyValue: 'map',
  unorderedMap: 'map',
  orderedMap: 'map',
}

/** The element itself, as a value of a type. */
export interface ValueOptions<Return extends MapReturnType> extends ContextOption {
  /** What the element is; the result is unknown when it is of another type. */
  readonly type: ValueType
  readonly returnType?: Return
}

/** Something about the element. */
export interface AboutOptions<Return extends MapReturnType> extends ContextOption {
  readonly returnType: Exclude<Return, 'none' | 'value' | 'key'>
}

/** What to give about one list element: the element, as a value of a `type`, or what `returnType` says. */
export type ListOneOptions = ValueOptions<'value'> | AboutOptions<ListReturnType>
/** What to give about one map entry: its value or key, of a `type`, or what `returnType` says. */
export type MapOneOptions = ValueOptions<'value' | 'key'> | AboutOptions<MapReturnType>

/** What to give about several elements. */
export interface ManyOptions<Return extends MapReturnType> extends ContextOption {
  /** What to give. Default `value`: a list of the values. */
  readonly returnType?: Exclude<Return, 'none'>
  /** Select all the others instead. Default false. */
  readonly inverted?: boolean
}

/** What to give about several list elements. */
export type ListManyOptions = ManyOptions<ListReturnType>
/** What to give about several map entries. */
export type MapManyOptions = ManyOptions<MapReturnType>

/** The type of what a call gives about one element. */
export type OneType<Options> = Options extends { readonly type: infer Type extends ExpressionType }
  ? Type
  : Options extends { readonly returnType: infer Return extends keyof OneTypes }
    ? OneTypes[Return]
    : never

/** The type of what a call gives about several elements. */
export type ManyType<Options> = Options extends {
  readonly returnType: infer Return extends keyof ManyTypes
}
  ? ManyTypes[Return]
  : 'list'
