import type { BinType } from './data.ts'
import type { Condition } from './condition.ts'
import type { RegexOptions } from './compare.ts'
import type { Expression } from './expression.ts'
import type { Exp } from './node.ts'
import type { Double, GeoJSON, HyperLogLog } from '../values.ts'

// The face of each kind of bin. Interfaces, and one conditional type that is no union: what editors show is short, and the
// compiler has little to do for each bin.

/** A bin, or a place inside one, of any type. */
export interface AnyPlace {
  /** Whether it is there. Unknown when what it stands in is not. */
  exists(): Condition
  /** What stands there, as a value of a type: for the functions of `exp`, and to compare two bins. */
  as<Type extends BinType>(type: Type): Expression<Type>
}

/** What can be equal to a value. */
export interface Equatable<Literal, Type extends BinType> {
  eq(value: Literal | Exp<Type>): Condition
  /** Unknown, not true, when there is nothing. */
  ne(value: Literal | Exp<Type>): Condition
  /** Whether it is one of the values (server 8.1.1, when there are several). */
  in(values: readonly Literal[]): Condition
}

/** What has an order. */
export interface Comparable<Literal, Type extends BinType> extends Equatable<Literal, Type> {
  gt(value: Literal | Exp<Type>): Condition
  ge(value: Literal | Exp<Type>): Condition
  lt(value: Literal | Exp<Type>): Condition
  le(value: Literal | Exp<Type>): Condition
  /** Whether it lies between two, both included. */
  between(first: Literal | Exp<Type>, last: Literal | Exp<Type>): Condition
}

/** A number of elements. */
export interface CountPlace extends Comparable<number | bigint, 'int'> {
  readonly exp: Expression<'int'>
}

/** A place of floats: whole numbers are taken for floats here. */
export interface FloatPlace extends AnyPlace, Comparable<number | Double, 'float'> {}

/** A place that an interface calls a `Double`; as all else of the interface, nobody knows that at run time. */
export interface DoublePlace extends AnyPlace {
  readonly float: FloatPlace
}

/** A place of integers. A number with a fraction is refused. */
export interface IntPlace extends AnyPlace, Comparable<number | bigint, 'int'> {
  /** The same place as one of floats: a number in TypeScript does not say which it is. */
  readonly float: FloatPlace
}

export interface TextPlace<Literal extends string> extends AnyPlace, Comparable<Literal, 'string'> {
  /** Whether a part of it matches a POSIX regular expression: see `exp.regex`. */
  matches(pattern: string, options?: RegexOptions): Condition
}

export interface BoolPlace extends AnyPlace, Equatable<boolean, 'bool'> {}

export interface BytesPlace extends AnyPlace, Comparable<Uint8Array, 'blob'> {}

export interface GeoPlace extends AnyPlace {
  /** Whether the point lies in a region. */
  within(region: GeoJSON): Condition
  /** Whether the region covers a point. */
  covers(point: GeoJSON): Condition
}

export interface SketchPlace extends AnyPlace {
  /** About how many different values it has seen. */
  readonly count: CountPlace
}

export interface ListPlace<Element> extends AnyPlace, Comparable<readonly Element[], 'list'> {
  readonly length: CountPlace
  /** Whether one element equals the value. */
  contains(value: Element | Exp): Condition
  /** The element at an index; negative counts from the end. */
  at(index: number): PlaceOf<Element>
}

/** What can be said of maps. */
export interface AnyMapPlace<Key, Value> extends AnyPlace {
  readonly size: CountPlace
  hasKey(key: Key | Exp): Condition
  hasValue(value: Value | Exp): Condition
}

export interface MapPlace<Key, Value> extends AnyMapPlace<Key, Value> {
  /** The value of a key. */
  key(key: Key): PlaceOf<Value>
}

/** A map whose keys an interface names: `b.address.city`; `b.address.key('size')` where a key has the name of a method. */
export type ObjectPlace<Inside> = AnyMapPlace<keyof Inside & string, Inside[keyof Inside]> & {
  key<Key extends keyof Inside & string>(key: Key): PlaceOf<Inside[Key]>
} & {
  readonly [Key in Exclude<keyof Inside & string, PlaceMember>]-?: PlaceOf<Inside[Key]>
}

/** The names that places have of their own. */
export type PlaceMember =
  | keyof IntPlace
  | keyof TextPlace<string>
  | keyof GeoPlace
  | keyof SketchPlace
  | keyof ListPlace<never>
  | keyof MapPlace<never, never>

/** What can be said of a place by the type of what stands there. */
export type PlaceOf<Stored> = [NonNullable<Stored>] extends [infer Known]
  ? unknown extends Known
    ? AnyPlace
    : [Known] extends [string]
      ? TextPlace<Known>
      : [Known] extends [number | bigint]
        ? IntPlace
        : [Known] extends [boolean]
          ? BoolPlace
          : [Known] extends [Uint8Array]
            ? BytesPlace
            : [Known] extends [GeoJSON]
              ? GeoPlace
              : [Known] extends [Double]
                ? DoublePlace
                : [Known] extends [HyperLogLog]
                  ? SketchPlace
                  : [Known] extends [readonly (infer Element)[]]
                    ? ListPlace<Element>
                    : [Known] extends [ReadonlyMap<infer Key, infer Value>]
                      ? MapPlace<Key, Value>
                      : [Known] extends [{ readonly [key: string]: unknown } | object]
                        ? ObjectPlace<Known>
                        : AnyPlace
  : never

/** The bins that an interface names. */
export type BinsOf<Bins> = { readonly [Name in keyof Bins & string]-?: PlaceOf<Bins[Name]> }
