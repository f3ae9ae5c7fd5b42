import type { GivenCall } from '../collections/pack-call.ts'
import type { Context } from '../collections/context-step.ts'
import type { ExpressionType, ValueType } from '../expression.ts'
import type { ShapedOp } from './shapes.ts'

/** A value that stands in the tree itself. */
export interface ScalarNode {
  readonly op: 'value'
  /** A whole number is an integer or a float, as the expression's type says. */
  readonly value: null | boolean | number | bigint | string
}

/** A value that could be changed behind the tree's back, and so is kept as it is packed: lists without the quote around them. */
export interface PackedNode {
  readonly op: 'packed'
  readonly packed: Buffer
}

/** An operation of one of the common shapes. */
export interface ShapedNode {
  readonly op: ShapedOp
  /** Types, numbers and texts that stand before the operands. */
  readonly fixed: readonly (string | number)[]
  readonly operands: readonly Exp[]
}

/** A variable of a `let` around it. */
export interface VariableNode {
  readonly op: 'variable'
  readonly name: string
}

export interface LetNode {
  readonly op: 'let'
  readonly variables: readonly (readonly [name: string, value: Exp])[]
  readonly body: Exp
}

/** Conditions, each with what it gives, and at last what is given else. */
export interface CondNode {
  readonly op: 'cond'
  readonly operands: readonly Exp[]
}

/** A call on a list, map, blob or HyperLogLog that another expression gives. */
export interface CallNode extends GivenCall<Exp> {
  readonly op: 'call'
  readonly on: Exp
  /** What it says that it gives; on nil it gives nil all the same. */
  readonly gives: ValueType
}

/** What a path leads to, selected or changed. Its filters and what changes elements are compiled by themselves, since they see the element alone. */
export interface PathNode {
  readonly op: 'path'
  readonly context: Context
  /** The filters of the steps, by the places of these; none for steps without one, or with a plain true. */
  readonly filters: readonly (Exp | undefined)[]
  readonly flags: number
  /** What changes each element. */
  readonly change: Exp | undefined
  readonly on: Exp
  readonly gives: ValueType
}

/** What a newer server or another client has, and this one does not know. */
export interface OpaqueNode {
  readonly op: 'opaque'
  readonly packed: Buffer
}

export type Node =
  ScalarNode | PackedNode | ShapedNode | VariableNode | LetNode | CondNode | CallNode | PathNode | OpaqueNode

/** Variables that an expression needs from around it, and those that it names itself. Most have neither. */
export interface Scope {
  readonly needs: ReadonlyMap<string, ExpressionType | undefined>
  readonly names: ReadonlySet<string>
}

/** An expression as a part of others; `exp` makes them. */
export interface Exp<Type extends ExpressionType = ExpressionType> {
  /** What it gives; `undefined` where only a newer server knows. */
  readonly type: Type | undefined
  /** The expression as the server takes it. */
  readonly bytes: Buffer
  /** @internal */
  readonly node: Node
  /** @internal How deep it is nested; 1 for what has no operands. */
  readonly depth: number
  /** @internal Bytes that it takes in the server's own form. */
  readonly size: number
  /** @internal */
  readonly scope: Scope | undefined
}
