import { clientError } from '../errors/index.ts'
import { rejectFromCaller } from '../execute/rejection.ts'
import type { Session } from '../execute/session.ts'
import { introduce } from '../inspect.ts'
import { isBytes } from '../kinds.ts'
import type { Value } from '../values.ts'
import type { AggregateCall } from './aggregate-run.ts'
import { checkUdf, type UdfWork } from './job.ts'
import { clashOf, refuseRepeats } from './whole.ts'
import { type QueryPlan, shownPlan } from './plan.ts'

/** A stream function of a registered module. */
export interface AggregateUdf extends UdfWork {
  /** The module's source, for the client's part of the work. Left out, it is fetched from the cluster, as are modules it requires. */
  readonly source?: string | Uint8Array
}

/** What comes out of a stream function, to be run any number of times: by iterating over it, or by one of its methods. */
export class Aggregation<T extends Value = Value> implements AsyncIterable<T> {
  readonly #session: Session
  readonly #plan: QueryPlan
  readonly #call: AggregateCall

  static {
    introduce<Aggregation>(this, 'Aggregation', (aggregation) => {
      const { module, function: name } = aggregation.#call
      return { module, function: name, query: shownPlan(aggregation.#plan) }
    })
  }

  /** @internal */
  constructor(session: Session, plan: QueryPlan, call: AggregateCall) {
    this.#session = session
    this.#plan = plan
    this.#call = call
  }

  /**
   * The values one at a time. Leaving the loop ends the query.
   * @throws UdfError `UDF_FAILED` with the function's own words, `UDF_REJECTED` when the module does not load here,
   *   `LUA_NOT_INSTALLED`; QueryError, TimeoutError, ConnectionError …: nothing is tried again, since a node that is asked twice
   *   would count twice
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined> {
    // With all of Lua's side, which a process without aggregations need not load.
    const { AggregateRun } = await import(/* webpackMode: "eager" */ './aggregate-run.ts')
    const run = new AggregateRun(this.#session, this.#plan, this.#call)
    try {
      await run.open()
      for (;;) {
        const values = await run.next()
        if (values === undefined) return
        yield* values as T[]
      }
    } catch (error) {
      return await rejectFromCaller(error)
    } finally {
      run.close()
    }
  }

  /** All values. */
  async toArray(): Promise<T[]> {
    const all: T[] = []
    for await (const value of this) all.push(value)
    return all
  }

  /** The first value, which is the only one behind a `reduce`; null when there is none. */
  async value(): Promise<T | null> {
    for await (const value of this) return value
    return null
  }
}

/**
 * @throws ArgumentError `INVALID_ARGUMENT` for what is no function, or asked of a query that does not go with one, or that may find
 *   one record several times
 */
export function checkAggregate(plan: QueryPlan, udf: AggregateUdf): AggregateCall {
  const call = checkUdf(udf)
  if (call === undefined)
    throw clientError('INVALID_ARGUMENT', 'aggregate takes { module, function, args, source }')
  const { source } = udf
  if (source !== undefined && typeof source !== 'string' && !isBytes(source))
    throw clientError('INVALID_ARGUMENT', 'aggregate: source must be text or bytes')
  const filter = plan.policy.filterExpression === undefined ? undefined : 'filterExpression'
  const clash = clashOf(plan) ?? (plan.condition === undefined ? filter : 'where of an expression')
  if (clash !== undefined)
    throw clientError('INVALID_ARGUMENT', `aggregate does not go with ${clash}`, {
      hint: 'the function gets whole records, and all that where() finds',
    })
  refuseRepeats('aggregate', plan, 'filter.contains with one value finds each record once')
  return { ...call, source: source === undefined ? undefined : Buffer.from(source as string) }
}
