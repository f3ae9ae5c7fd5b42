import { ReturnType } from '../collections/cdt-codes.ts'
import { LISTS } from '../collections/list-calls.ts'
import { MAPS } from '../collections/map-calls.ts'
import { type CallNode, type Exp, exp as builders } from '../expressions/index.ts'
import { INT64_MAX, INT64_MIN } from '../wire/integer.ts'
import type { IndexCollection } from './filter.ts'
import { type IndexLiteral, integersOf, literalOf } from './literals.ts'
import { collectionOf, type IndexedPlace, placeOf } from './place-of.ts'

/** What an index would be asked for, to find every record for which a term is true. */
export interface Ask {
  readonly place: IndexedPlace
  readonly collection: IndexCollection
  readonly type: IndexLiteral['type']
  /** Integers between two, both included, or the one value. */
  readonly wanted: IntegerRange | Exclude<IndexLiteral, { readonly type: 'numeric' }>
  /** Whether the index finds no other records: the term need not be looked at again. */
  readonly exact: boolean
}

export interface IntegerRange {
  readonly type: 'numeric'
  readonly begin: bigint
  readonly end: bigint
}

/** One of the conditions that must all be true. */
export interface Term {
  readonly exp: Exp<'bool'>
  /** Undefined when no index could answer it. */
  readonly ask: Ask | undefined
}

/**
 * The conditions that are all true when the whole is. A record passes a filter only when it is true, so what is false and what is
 * unknown are the same here; inside of a `not` they are not, and it is taken apart only where it holds for both: `not(or(a, b))`
 * is `and(not(a), not(b))`, as the server evaluates them (eval_and, eval_or, eval_not in as/src/base/exp.c, 8.1.2).
 */
export function termsOf(condition: Exp<'bool'>): readonly Term[] {
  const terms: Term[] = []
  collect(condition, false, terms)
  return terms
}

function collect(exp: Exp<'bool'>, negated: boolean, terms: Term[]): void {
  const { node } = exp
  if (node.op === 'not') {
    collect(node.operands[0] as Exp<'bool'>, !negated, terms)
  } else if (node.op === (negated ? 'or' : 'and')) {
    for (const operand of node.operands) collect(operand as Exp<'bool'>, negated, terms)
  } else {
    terms.push({ exp: negated ? builders.not(exp) : exp, ask: askOf(exp, negated) })
  }
}

type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'

const NEGATED = { eq: 'ne', ne: 'eq', gt: 'le', ge: 'lt', lt: 'ge', le: 'gt' } as const
/** The same comparison seen from its other side. */
const TURNED = { eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' } as const

function askOf({ node }: Exp, negated: boolean): Ask | undefined {
  if (node.op === 'call') return negated ? undefined : askOfCall(node)
  if (node.op === 'eq' || node.op === 'ne' || Object.hasOwn(NEGATED, node.op)) {
    const op = node.op as Comparison
    const [left, right] = (node as { readonly operands: readonly Exp[] }).operands as [Exp, Exp]
    return askOfComparison(negated ? NEGATED[op] : op, left, right)
  }
  if (negated) return undefined
  if (node.op === 'inList') return askOfMember(node.operands as [Exp, Exp])
  return node.op === 'geo' ? askOfRegion(node.operands as [Exp, Exp]) : undefined
}

function askOfComparison(op: Comparison, left: Exp, right: Exp): Ask | undefined {
  const value = literalOf(right)
  if (value === undefined) {
    const other = literalOf(left)
    return other === undefined ? undefined : compareWith(TURNED[op], right, other)
  }
  return compareWith(op, left, value)
}

function compareWith(op: Comparison, compared: Exp, value: IndexLiteral): Ask | undefined {
  if (value.type === 'numeric') {
    const wanted = rangeOf(op, value.value)
    if (wanted === undefined) return undefined
    const counted = compared.node.op === 'call' ? askOfCount(compared.node, wanted) : undefined
    return counted ?? askFor(placeOf(compared), 'default', wanted)
  }
  return op === 'eq' ? askFor(placeOf(compared), 'default', value) : undefined
}

function rangeOf(op: Comparison, value: bigint): IntegerRange | undefined {
  switch (op) {
    case 'eq':
      return { type: 'numeric', begin: value, end: value }
    case 'ge':
    case 'gt':
      return { type: 'numeric', begin: op === 'ge' ? value : value + 1n, end: INT64_MAX }
    case 'le':
    case 'lt':
      return { type: 'numeric', begin: INT64_MIN, end: op === 'le' ? value : value - 1n }
    case 'ne':
      return undefined
  }
}

/** Values are compared by a hash of 64 bits, their length and their first bytes (strings_match, as/src/query/query.c, 8.1.2). */
const COMPARED_BYTES = 16
/** Longer ones are refused (MAX_STRING_KSIZE, MAX_BLOB_KSIZE, as/include/sindex/sindex.h, 8.1.2). */
const KEY_BYTES_MAX = 2047

function askFor(
  place: IndexedPlace | undefined,
  collection: IndexCollection,
  wanted: Ask['wanted'],
): Ask | undefined {
  if (place === undefined) return undefined
  if (wanted.type === 'numeric' || wanted.type === 'geo2dsphere') {
    return { place, collection, type: wanted.type, wanted, exact: wanted.type === 'numeric' }
  }
  const size = Buffer.byteLength(wanted.value)
  if (size > KEY_BYTES_MAX) return undefined
  return { place, collection, type: wanted.type, wanted, exact: size <= COMPARED_BYTES }
}

/** A value among those of a list: of a bin, or one that stands in the expression. */
function askOfMember([value, list]: [Exp, Exp]): Ask | undefined {
  const literal = literalOf(value)
  if (literal !== undefined && literal.type !== 'geo2dsphere') {
    const place = list.type === 'list' ? placeOf(list) : undefined
    return askFor(place, 'list', oneOf(literal))
  }
  const among = literal === undefined && value.type === 'int' ? integersOf(list) : undefined
  if (among === undefined) return undefined
  const [begin, end] = [least(among), least(among.map((each) => -each))]
  const ask = askFor(placeOf(value), 'default', { type: 'numeric', begin, end: -end })
  return ask && { ...ask, exact: begin === -end }
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((one, other) => (other < one ? other : one))
}

function oneOf(literal: Exclude<IndexLiteral, { readonly type: 'geo2dsphere' }>): Ask['wanted'] {
  return literal.type === 'numeric' ? { type: 'numeric', begin: literal.value, end: literal.value } : literal
}

function askOfRegion([left, right]: [Exp, Exp]): Ask | undefined {
  const literal = literalOf(right) ?? literalOf(left)
  if (literal?.type !== 'geo2dsphere') return undefined
  const place = placeOf(literalOf(right) === undefined ? right : left)
  // Inside of lists and maps nobody has parsed the region when the record was written.
  return place.bin !== undefined && place.steps.length > 0 ? undefined : askFor(place, 'default', literal)
}

/** Calls that look for one value among the elements, by what of the collection they look at. */
const LOOKUPS: ReadonlyMap<string, Exclude<IndexCollection, 'default'>> = new Map([
  [LISTS.getByValue.name, 'list'],
  [MAPS.getByKey.name, 'mapKeys'],
  [MAPS.getByValue.name, 'mapValues'],
])

/** Whether there is such an element. */
function askOfCall(node: CallNode): Ask | undefined {
  return node.returns === ReturnType.exists ? askOfLookup(node) : undefined
}

/** How many such elements there are, at least one of which is wanted. */
function askOfCount(node: CallNode, { begin, end }: IntegerRange): Ask | undefined {
  if (node.returns !== ReturnType.count || begin < 1n) return undefined
  const ask = askOfLookup(node)
  return ask && { ...ask, exact: ask.exact && begin === 1n && end === INT64_MAX }
}

function askOfLookup(node: CallNode): Ask | undefined {
  const collection = LOOKUPS.get(node.call.name)
  const [value] = node.values
  const literal = value === undefined ? undefined : literalOf(value)
  if (collection === undefined || literal === undefined || literal.type === 'geo2dsphere') return undefined
  const place = collectionOf(node, collection === 'list' ? 'list' : 'map')
  return askFor(place, collection, oneOf(literal))
}
