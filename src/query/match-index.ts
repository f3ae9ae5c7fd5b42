import { contextFromBase64 } from '../collections/context-base64.ts'
import type { IndexInfo } from '../indexes/index-list.ts'
import { INT64_MAX, INT64_MIN } from '../wire/integer.ts'
import { ParticleType } from '../wire/proto.ts'
import { Filter, type IndexCollection } from './filter.ts'
import type { IndexedPlace } from './place-of.ts'
import type { Ask, IntegerRange, Term } from './terms.ts'

/** An index, and what of a condition it can answer. */
export interface Candidate {
  readonly index: IndexInfo
  readonly wanted: Ask['wanted']
  /** The terms that it answers. */
  readonly terms: readonly Term[]
  /** Those of them that need not be looked at again. */
  readonly done: ReadonlySet<Term>
}

/** The candidates among some indexes; the ranges of several terms become one. */
export function candidatesAmong(indexes: readonly IndexInfo[], terms: readonly Term[]): readonly Candidate[] {
  return indexes.flatMap((index) => {
    const fitting = terms.filter(({ ask }) => ask !== undefined && fits(index, ask))
    if (index.collection !== 'default') return fitting.map((term) => single(index, term))
    const [first] = fitting
    if (first?.ask?.wanted.type !== 'numeric') return fitting.map((term) => single(index, term))
    return [joined(index, fitting)]
  })
}

function single(index: IndexInfo, term: Term): Candidate {
  // Only terms that ask for something fit.
  const { wanted, exact } = term.ask as Ask
  return { index, wanted, terms: [term], done: new Set(exact ? [term] : []) }
}

function joined(index: IndexInfo, terms: readonly Term[]): Candidate {
  let [begin, end] = [INT64_MIN, INT64_MAX]
  for (const { ask } of terms) {
    const range = ask?.wanted as IntegerRange
    if (range.begin > begin) ({ begin } = range)
    if (range.end < end) ({ end } = range)
  }
  const done = new Set(terms.filter(({ ask }) => ask?.exact === true))
  if (begin <= end) return { index, wanted: { type: 'numeric', begin, end }, terms, done }
  // No record has such a value; the server refuses a range that is none. What is less than the least integer ends before it.
  const one = end < INT64_MIN ? INT64_MIN : end
  return { index, wanted: { type: 'numeric', begin: one, end: one }, terms, done: new Set() }
}

function fits(index: IndexInfo, { type, collection, place }: Ask): boolean {
  return typeOf(index) === type && index.collection === collection && isOn(index, place)
}

/** 8.1.3 renames the numeric type. */
function typeOf({ type }: IndexInfo): string {
  return type === 'integer' ? 'numeric' : type
}

function isOn({ bin, context, expression }: IndexInfo, { bin: wanted, steps, whole }: IndexedPlace): boolean {
  if (expression !== null) return whole !== undefined && whole.bytes.toString('base64') === expression
  if (bin !== wanted) return false
  if (context === null) return steps.length === 0
  return steps.length > 0 && sameContext(context, steps)
}

/** Types of steps are numbers, however another client wrote them; what it packed otherwise beside them is not taken for the same. */
function sameContext(text: string, steps: IndexedPlace['steps']): boolean {
  const other = contextFromBase64(text)
  return (
    other.length === steps.length &&
    other.every(({ type, value }, i) => type === steps[i]?.type && value.equals(steps[i].value))
  )
}

/** What the index is asked for, by its definition: one of the same name that is made anew as another is not taken for it. */
export function filterOf({ index, wanted }: Candidate): Filter {
  const { bin, context, expression } = index
  const target = {
    bin,
    ...(context === null ? {} : { context: Buffer.from(context, 'base64') }),
    ...(expression === null ? {} : { expression: Buffer.from(expression, 'base64') }),
  }
  const collection = index.collection as IndexCollection
  switch (wanted.type) {
    case 'numeric':
      return new Filter(target, collection, ParticleType.integer, int64(wanted.begin), int64(wanted.end))
    case 'string':
      return new Filter(target, collection, ParticleType.string, Buffer.from(wanted.value))
    case 'blob':
      return new Filter(target, collection, ParticleType.blob, wanted.value)
    case 'geo2dsphere':
      return new Filter(target, collection, ParticleType.geojson, Buffer.from(wanted.value))
  }
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}
