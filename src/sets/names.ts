// What the compiler says of names: a bin's name has at most 15 bytes.

/** What UTF-8 has one byte for. */
export type Ascii =
  | ' ' | '!' | '"' | '#' | '$' | '%' | '&' | "'" | '(' | ')' | '*' | '+' | ',' | '-' | '.' | '/' | ':' | ';' | '<' | '=' | '>' | '?' | '@'
  | '[' | '\\' | ']' | '^' | '_' | '`' | '{' | '|' | '}' | '~' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
  | 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v'
  | 'w' | 'x' | 'y' | 'z' | 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'N' | 'O' | 'P' | 'Q' | 'R'
  | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z' // prettier-ignore

/** Sixteen characters and more: one look, however long the name is. */
export type Sixteen<Name extends string> =
  Name extends `${infer _1}${infer _2}${infer _3}${infer _4}${infer _5}${infer _6}${infer _7}${infer _8}${infer _9}${infer _10}${infer _11}${infer _12}${infer _13}${infer _14}${infer _15}${infer _16}${string}`
    ? true
    : false

/** Eight characters and more: shorter names have not enough that count twice. */
export type Eight<Name extends string> =
  Name extends `${infer _1}${infer _2}${infer _3}${infer _4}${infer _5}${infer _6}${infer _7}${infer _8}${string}`
    ? true
    : false

/** A name with each character outside ASCII twice: as many characters as it has bytes, or fewer. */
export type Widened<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First}${First extends Ascii ? '' : First}${Widened<Rest>}`
  : ''

/**
 * Whether a name has more than 15 bytes. A character outside ASCII counts as two bytes; names of characters that have three are found
 * out when they are written, or in an alias when the set is defined.
 */
export type IsTooLong<Name extends string> =
  Sixteen<Name> extends true ? true : Eight<Name> extends true ? Sixteen<Widened<Name>> : false

/** What the compiler says of a field whose name does not fit. */
export type NameTooLong = 'The name has more than 15 bytes: give it an alias'
/** What the compiler says of a field whose value no bin can hold. */
export type NeedsCodec = 'No bin holds a value of this type: give it a codec'

/** What no bin holds. */
export type Unstorable =
  | Date
  | RegExp
  | URL
  | Error
  | ReadonlySet<unknown>
  | symbol
  | Promise<unknown>
  | ((...args: never) => unknown)

/** What the compiler says of a type: nothing for one that bins hold. */
export type ValueFault<Type> = [Type] extends [never]
  ? unknown
  : [NonNullable<Type>] extends [Unstorable]
    ? NeedsCodec
    : unknown

/** The same of a field, by its name and type. */
export type FieldFault<Name, Type> = Name extends string
  ? IsTooLong<Name> extends true
    ? NameTooLong
    : ValueFault<Type>
  : NameTooLong

/** Fields that are bins as they are. Another one has a sentence for a type, which the compiler shows. */
export type FieldsThatFit<Fields> = { readonly [Name in keyof Fields]: FieldFault<Name, Fields[Name]> }

/** Aliases that are names of bins. */
export type AliasesThatFit<Aliases, Fields> = {
  readonly [Name in keyof Aliases]: Name extends keyof Fields
    ? Aliases[Name] extends string
      ? IsTooLong<Aliases[Name]> extends true
        ? NameTooLong
        : unknown
      : string
    : never
}

/** Names of the fields whose own name would be that of a bin, and is too long. */
export type TooLongNames<Names> = Names extends string
  ? IsTooLong<Names> extends true
    ? Names
    : never
  : never

/** Names of the fields whose type no bin holds. */
export type UnstorableNames<Fields, Names extends keyof Fields> = {
  [Name in Names]-?: ValueFault<Fields[Name]> extends NeedsCodec
    ? unknown extends ValueFault<Fields[Name]>
      ? never
      : Name
    : never
}[Names]

/** `unknown` when all fields of a schema have a place in a bin; else what is wrong, by the names of the fields. */
export type Fitting<Fields, Aliases, Codecs> = [TooLongNames<Exclude<keyof Fields, keyof Aliases>>] extends [
  never,
]
  ? [UnstorableNames<Fields, Exclude<keyof Fields, keyof Codecs>>] extends [never]
    ? unknown
    : { readonly [Name in UnstorableNames<Fields, Exclude<keyof Fields, keyof Codecs>>]: NeedsCodec }
  : { readonly [Name in TooLongNames<Exclude<keyof Fields, keyof Aliases>>]: NameTooLong }
