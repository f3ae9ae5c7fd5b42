import { AssertionError } from 'node:assert'
import { clientError } from '../../errors/index.ts'
import { introduce } from '../../inspect.ts'
import { defaultsOf, describe, integer, resolveOptions } from '../../policy/table.ts'
import type { Call, CallFilter, RecordCallsOptions } from './call.ts'
import { callText, filterText, testOf } from './filter.ts'

const RECORD_OPTIONS = { limit: integer(100_000, 1, 10_000_000, '') } as const
const RECORD_DEFAULTS = defaultsOf(RECORD_OPTIONS)
/** So many calls are shown when others were expected. */
const SHOWN = 20

/** The commands that came to a memory server, once {@link Calls.record} was called, for assertions on what an application asks for. */
export class Calls {
  #calls: Call[] = []
  #limit = 0
  #forgotten = 0

  static {
    introduce(this, 'Calls', (calls) => ({ recording: calls.recording, calls: calls.#calls.length }))
  }

  /** Begins to record, with nothing recorded so far. Until then nothing is, which costs nothing. */
  record(options?: RecordCallsOptions): void {
    this.#limit = resolveOptions(RECORD_OPTIONS, RECORD_DEFAULTS, options, 'calls.record').limit
    this.clear()
  }

  /** Ends it; what was recorded can still be looked at. */
  stop(): void {
    this.#limit = 0
  }

  get recording(): boolean {
    return this.#limit > 0
  }

  /** Forgets what was recorded, and goes on. */
  clear(): void {
    this.#calls = []
    this.#forgotten = 0
  }

  /** @internal */
  add(call: Call): void {
    this.#calls.push(call)
    // Half of them at a time: to take the first of a long list each time would cost more than the call.
    if (this.#calls.length < 2 * this.#limit) return
    this.#forgotten += this.#limit
    this.#calls = this.#calls.slice(this.#limit)
  }

  /**
   * The calls that fit, the oldest first.
   *
   * @example
   * server.calls.find({ command: 'put', set: 'users' }).map(({ bins }) => bins)
   *
   * @throws ArgumentError `INVALID_OPTION` for a filter that makes no sense, or when nothing was recorded, or more than could be kept
   */
  find(filter: CallFilter = {}): readonly Call[] {
    return this.#find(filter, 'calls.find')
  }

  /** How many calls fit. @throws ArgumentError `INVALID_OPTION`, as {@link find} */
  count(filter: CallFilter = {}): number {
    return this.#find(filter, 'calls.count').length
  }

  /**
   * Expects calls that fit: so many, or one and more when `times` is left out. Returns them.
   *
   * @example
   * await client.get(key)
   * server.calls.expect({ command: 'get', key }, 1)
   * server.calls.expect({ command: ['put', 'operate'], set: 'users' }, 0)
   *
   * @throws AssertionError that tells what was expected and what came
   * @throws ArgumentError `INVALID_OPTION`, as {@link find}
   */
  expect(filter: CallFilter, times?: number): readonly Call[] {
    if (times !== undefined && !(Number.isInteger(times) && times >= 0)) {
      throw clientError(
        'INVALID_OPTION',
        `calls.expect: times must be a whole number from 0 on, not ${describe(times)}`,
      )
    }
    const found = this.#find(filter, 'calls.expect')
    if (times === undefined ? found.length > 0 : found.length === times) return found
    throw new AssertionError({
      message: this.#complaint(filter, times, found),
      actual: found.length,
      expected: times ?? 'one or more',
      operator: 'calls.expect',
      stackStartFn: this.expect.bind(this),
    })
  }

  #find(filter: CallFilter, where: string): readonly Call[] {
    const fits = testOf(filter, where)
    if (!this.recording && this.#calls.length === 0) {
      throw clientError('INVALID_OPTION', `${where}: nothing is recorded`, {
        hint: 'call calls.record() first',
      })
    }
    if (this.#forgotten > 0) {
      throw clientError('INVALID_OPTION', `${where}: ${this.#forgotten} calls came that could not be kept`, {
        hint: 'call calls.clear() before, or calls.record({ limit }) with a higher limit',
      })
    }
    return this.#calls.filter(fits)
  }

  #complaint(filter: CallFilter, times: number | undefined, found: readonly Call[]): string {
    const wanted = times === undefined ? 'at least 1 call' : `${times} ${times === 1 ? 'call' : 'calls'}`
    const listed = found.length > 0 ? found : this.find()
    const lines = listed.slice(-SHOWN).map((call) => `  ${callText(call)}`)
    if (listed.length > SHOWN) lines.unshift(`  ${listed.length - SHOWN} before these`)
    const others = found.length > 0 ? 'They are' : 'Others were'
    const end = listed.length === 0 ? 'No others came either.' : `${others}:\n${lines.join('\n')}`
    return `Expected ${wanted} (${filterText(filter)}), not ${found.length}. ${end}`
  }
}
