import type { ShapedOp } from '../expressions/shapes.ts'
import type { Selector } from '../expressions/text/selectors.ts'
import type { TYPE_WORDS } from '../expressions/text/words.ts'
import type { Value } from '../values.ts'

// What a text says, before it is known what types its bins are of.

interface Place {
  /** Where it begins in the text. */
  readonly at: number
  /** How deep it is nested. */
  readonly depth: number
}

export interface Literal extends Place {
  readonly kind: 'literal'
  readonly value: Value
  /** A whole number may be a float too, and text bytes or GeoJSON, as what stands around it says. */
  readonly isOpen: boolean
}
export interface ListSyntax extends Place {
  readonly kind: 'list'
  readonly items: readonly Syntax[]
}
export interface MapSyntax extends Place {
  readonly kind: 'map'
  readonly entries: readonly (readonly [key: Syntax, value: Syntax])[]
}
export interface PlaceholderSyntax extends Place {
  readonly kind: 'placeholder'
  readonly word: string
}
export interface VariableSyntax extends Place {
  readonly kind: 'variable'
  readonly name: string
}
/** A word that is none of these by itself: a type, or what is to be returned. */
export interface WordSyntax extends Place {
  readonly kind: 'word'
  readonly word: string
}
/** An operation of the common shape. */
export interface OperationSyntax extends Place {
  readonly kind: 'operation'
  readonly op: ShapedOp
  readonly operands: readonly Syntax[]
}
export interface RegexSyntax extends Place {
  readonly kind: 'regex'
  readonly text: Syntax
  /** Placeholders can stand for patterns too. */
  readonly pattern: string | PlaceholderSyntax
  readonly flags: string
}
export interface InSyntax extends Place {
  readonly kind: 'in'
  readonly value: Syntax
  readonly list: Syntax
}
export interface WhenSyntax extends Place {
  readonly kind: 'when'
  /** Conditions, each with its result, and at last what is given else. */
  readonly cases: readonly Syntax[]
}
export interface LetSyntax extends Place {
  readonly kind: 'let'
  readonly variables: readonly { readonly name: string; readonly value: Syntax; readonly at: number }[]
  readonly body: Syntax
}
export interface Argument {
  readonly name: string | undefined
  readonly value: Syntax
  readonly at: number
}
/** A function that makes a value, or has words of its own. */
export interface CallSyntax extends Place {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Argument[]
}

/** What a path begins with, if it is no expression. */
export type Root =
  | { readonly root: 'bin'; readonly name: string }
  | { readonly root: 'record' }
  | { readonly root: 'key' }
  | { readonly root: 'loop'; readonly part: 'key' | 'value' | 'index' }
  | { readonly root: 'expression'; readonly expression: Syntax }

/** What leads from the root of a path to its end. */
export type PathPart =
  | SelectPart
  | { readonly part: 'type'; readonly type: keyof typeof TYPE_WORDS; readonly at: number }
  | { readonly part: 'whole'; readonly of: 'list' | 'map'; readonly at: number }
  | { readonly part: 'children'; readonly filter: Syntax | undefined; readonly at: number }
  | { readonly part: 'filter'; readonly filter: Syntax; readonly at: number }
  | { readonly part: 'create'; readonly word: string; readonly at: number }
  | FunctionPart
/** A function behind what leads to it. */
export interface FunctionPart {
  readonly part: 'function'
  readonly name: string
  readonly args: readonly Argument[]
  readonly at: number
}
export interface SelectPart extends Selector {
  readonly part: 'select'
  readonly of: 'list' | 'map'
  readonly inverted: boolean
  /** One; of `list` any number; of a range its begin and end, which may be open; of `near` also the value or key. */
  readonly operands: readonly (Syntax | undefined)[]
  readonly at: number
}
export interface PathSyntax extends Place {
  readonly kind: 'path'
  readonly root: Root
  readonly parts: readonly PathPart[]
}

export type Syntax =
  | Literal
  | ListSyntax
  | MapSyntax
  | PlaceholderSyntax
  | VariableSyntax
  | WordSyntax
  | OperationSyntax
  | RegexSyntax
  | InSyntax
  | WhenSyntax
  | LetSyntax
  | CallSyntax
  | PathSyntax
