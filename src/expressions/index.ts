export * as exp from './exp.ts'
export type { NumberType, Numbers } from './arithmetic.ts'
export type { BitSignOption } from './bits.ts'
export type {
  Argument,
  Collection,
  AboutOptions,
  InContext,
  ListManyOptions,
  ListOneOptions,
  ManyOptions,
  ManyType,
  ManyTypes,
  MapManyOptions,
  MapOneOptions,
  On,
  OneType,
  OneTypes,
  PersistOption,
  RemoveOptions,
  ValueOptions,
} from './call-types.ts'
export type { Compare, OrderedType, RegexOptions } from './compare.ts'
export type { Alike, Variables } from './control.ts'
export type { BinType, KeyType } from './data.ts'
export { type Expression as BuiltExpression, isExpression } from './expression.ts'
export { conditionOn, placesOf, where } from './where.ts'
export type { Condition } from './condition.ts'
export type {
  AnyMapPlace,
  AnyPlace,
  BinsOf,
  BoolPlace,
  BytesPlace,
  Comparable,
  CountPlace,
  DoublePlace,
  Equatable,
  FloatPlace,
  GeoPlace,
  IntPlace,
  ListPlace,
  MapPlace,
  ObjectPlace,
  PlaceMember,
  PlaceOf,
  SketchPlace,
  TextPlace,
} from './where-types.ts'
export type { ListCreateOptions, ListSortOptions } from './list-modify.ts'
export type { Literals, Operand, TypeOf, TypeOfNumber } from './literal.ts'
export type { CallNode, Exp } from './node.ts'
export { Expression, type ExpressionClass } from './readable.ts'
export { printExpression, type PrintOptions } from './text/print.ts'
