import { filterBytes } from '../commands/fields.ts'
import { exp, type Exp, Expression, isExpression } from '../expressions/index.ts'
import type { FilterExpression } from '../policy/filter-expression.ts'
import type { IndexInfo } from '../indexes/index-list.ts'
import { INT64_MAX, INT64_MIN } from '../wire/integer.ts'
import type { ConsideredIndex, QueryExplanation } from './explanation.ts'
import type { Filter } from './filter.ts'
import { type Candidate, candidatesAmong, filterOf } from './match-index.ts'
import type { QueryPlan } from './plan.ts'
import { type Term, termsOf } from './terms.ts'

/** A plan whose condition has been given to an index or to a filter expression. */
export interface Choice {
  readonly plan: QueryPlan
  /** The same by a scan, for when the index goes. */
  readonly scan: QueryPlan
  readonly index: IndexInfo | undefined
  readonly explanation: QueryExplanation
}

/**
 * Decides by which index a query finds the records for which its condition is true. What the index finds is all of them and
 * perhaps others: of the terms that must all be true it answers some, and the others stay a filter expression.
 * @param indexes undefined when they could not be read
 * @param mayUse which indexes may be taken; all when left out
 */
export function chooseIndex(
  plan: QueryPlan,
  condition: Exp<'bool'>,
  indexes: readonly IndexInfo[] | undefined,
  mayUse: (index: IndexInfo) => boolean = () => true,
): Choice {
  const scan = withFilter(plan, undefined, condition)
  if (indexes === undefined) return scanned(scan, 'the indexes of the cluster could not be read', [])
  if (plan.partitions.after !== undefined)
    return scanned(scan, 'partitions({ after }) goes on in the order of a scan', [])
  const terms = termsOf(condition)
  const known = indexes.filter((index) => concerns(plan, index))
  const usable = known.filter((index) => isUsable(index, known) && mayUse(index))
  const [best, ...others] = [...candidatesAmong(usable, terms)].sort(byWorth)
  const considered = known.map((index) => consider(index, known, best, others, terms.length))
  if (best === undefined) return scanned(scan, whyNone(known, terms), considered)
  const rest = terms.filter((term) => !best.done.has(term)).map((term) => term.exp)
  const chosen = withFilter(plan, filterOf(best), best.done.size === 0 ? condition : joinedBy(rest))
  const reason = `the index ${best.index.name} answers ${answered(best, terms.length)}`
  const { where, policy } = chosen
  const explanation = explain('index', reason, best.index, where, policy.filterExpression, considered)
  return { plan: chosen, scan, index: best.index, explanation }
}

function scanned(scan: QueryPlan, reason: string, considered: readonly ConsideredIndex[]): Choice {
  const { filterExpression } = scan.policy
  const explanation = explain('scan', reason, undefined, undefined, filterExpression, considered)
  return { plan: scan, scan, index: undefined, explanation }
}

/** What a query explains that has no condition to choose an index for. */
export function explainPlain({ where, policy }: QueryPlan): QueryExplanation {
  const reason = where === undefined ? 'the query has no condition' : 'the query names what its index finds'
  const access = where === undefined ? 'scan' : 'index'
  return explain(access, reason, undefined, where, policy.filterExpression, [])
}

function explain(
  access: QueryExplanation['access'],
  reason: string,
  index: IndexInfo | undefined,
  filter: Filter | undefined,
  filterExpression: FilterExpression | undefined,
  considered: readonly ConsideredIndex[],
): QueryExplanation {
  return Object.freeze({
    access,
    reason,
    index: index ?? null,
    filter: filter ?? null,
    filterExpression: filterExpression === undefined ? null : asExpression(filterExpression),
    considered: Object.freeze(considered),
  })
}

/** The plan with its condition given away. */
function withFilter(plan: QueryPlan, where: Filter | undefined, rest: Exp<'bool'> | undefined): QueryPlan {
  const { policy } = plan
  const filterExpression = joinedFilters(rest, policy.filterExpression)
  return { ...plan, where, condition: undefined, policy: { ...policy, filterExpression } }
}

/** A condition and a filter expression as one. */
export function joinedFilters(
  condition: Exp<'bool'> | undefined,
  filter: FilterExpression | undefined,
): FilterExpression | undefined {
  if (condition === undefined || filter === undefined) return condition ?? filter
  return exp.and(condition, asExpression(filter))
}

function asExpression(filter: FilterExpression): Expression<'bool'> {
  return isExpression(filter)
    ? (filter as Expression<'bool'>)
    : Expression.fromBytes<'bool'>(filterBytes(filter))
}

function joinedBy(terms: readonly Exp<'bool'>[]): Exp<'bool'> | undefined {
  return terms.length < 2 ? terms[0] : exp.and(...terms)
}

/** Whether a query of a set could use it (as_sindex_lookup_by_defn, as/src/sindex/sindex.c, 8.1.2). */
function concerns({ namespace, set }: QueryPlan, index: IndexInfo): boolean {
  if (index.ambiguous !== null || index.namespace !== namespace) return false
  return index.set === set || index.set === ''
}

/** Where the set has an index, the server looks for no other of that definition, even while that one is being built. */
function isUsable(index: IndexInfo, known: readonly IndexInfo[]): boolean {
  return index.ready && shadowOf(index, known) === undefined
}

function shadowOf(index: IndexInfo, known: readonly IndexInfo[]): IndexInfo | undefined {
  if (index.set !== '') return undefined
  const parts = ['bin', 'type', 'collection', 'context', 'expression'] as const
  return known.find((other) => other.set !== '' && parts.every((part) => other[part] === index[part]))
}

/** How few records an index seems to find, by what it is asked for. The lists of indexes have no figures. */
const WORTH = ['an equal value', 'an equal element', 'a range', 'a region', 'a range with one end'] as const

function worthOf({ index, wanted }: Candidate): number {
  if (wanted.type === 'geo2dsphere') return 3
  if (wanted.type === 'numeric' && wanted.begin !== wanted.end)
    return wanted.begin === INT64_MIN || wanted.end === INT64_MAX ? 4 : 2
  return index.collection === 'default' ? 0 : 1
}

function byWorth(one: Candidate, other: Candidate): number {
  return (
    worthOf(one) - worthOf(other) ||
    widthOf(one) - widthOf(other) ||
    other.done.size - one.done.size ||
    // Always the same one, whatever order the server lists them in.
    (one.index.name < other.index.name ? -1 : 1)
  )
}

function widthOf({ wanted }: Candidate): number {
  return wanted.type === 'numeric' ? Number(wanted.end - wanted.begin) : 0
}

function answered(candidate: Candidate, count: number): string {
  const { terms, done } = candidate
  const again = done.size === terms.length ? '' : ', which are looked at again'
  return `${terms.length} of ${count} ${count === 1 ? 'condition' : 'conditions'} (${WORTH[worthOf(candidate)] as string})${again}`
}

function whyNone(known: readonly IndexInfo[], terms: readonly Term[]): string {
  if (terms.every(({ ask }) => ask === undefined))
    return 'no condition that must be true is one that an index can answer'
  if (known.length === 0) return 'the set has no index'
  return 'no index that is ready answers a condition that must be true'
}

function consider(
  index: IndexInfo,
  known: readonly IndexInfo[],
  best: Candidate | undefined,
  others: readonly Candidate[],
  count: number,
): ConsideredIndex {
  const chosen = best?.index === index
  return Object.freeze({ index: Object.freeze(index), chosen, reason: why() })

  function why(): string {
    if (best !== undefined && chosen) return `it answers ${answered(best, count)}`
    if (!index.ready) return 'it is not built yet'
    const shadow = shadowOf(index, known)
    if (shadow !== undefined) return `the server would take ${shadow.name}, which is on the set alone`
    const other = others.find((each) => each.index === index)
    if (other === undefined || best === undefined) return 'no condition that must be true is one for it'
    return `it would answer ${answered(other, count)}; ${best.index.name} seems to find fewer`
  }
}
