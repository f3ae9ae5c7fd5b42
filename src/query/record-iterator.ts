import { rejectFromCaller } from '../execute/rejection.ts'
import { introduce } from '../inspect.ts'
import type { Record } from '../record.ts'
import { END, WAIT } from './round.ts'
import type { QueryRun } from './run.ts'

/** An iterator over records that can be left early. */
export interface QueryIterator<R> extends AsyncIterableIterator<R, undefined> {
  next(): Promise<IteratorResult<R, undefined>>
  return(): Promise<IteratorResult<R, undefined>>
  throw(error: unknown): Promise<IteratorResult<R, undefined>>
  [Symbol.asyncIterator](): QueryIterator<R>
  [Symbol.asyncDispose](): Promise<void>
}

const DONE: IteratorResult<never, undefined> = { done: true, value: undefined }

type Result = IteratorResult<Record, undefined>

/** The protocol of async iterators over a run: a record that is there already costs a resolved promise and nothing else. */
export class RecordIterator implements QueryIterator<Record> {
  readonly #run: QueryRun
  #ended = false
  /** The last call that waits; the next one stands behind it. */
  #waiting: Promise<Result> | undefined

  static {
    introduce(this, 'QueryIterator', (iterator) => ({ ended: iterator.#ended }))
  }

  constructor(run: QueryRun) {
    this.#run = run
  }

  next(): Promise<Result> {
    const waiting = this.#waiting
    if (waiting !== undefined) {
      const next = (): Promise<Result> => this.#later(this.#take())
      return this.#queue(waiting.then(next, next))
    }
    try {
      const result = this.#take()
      return result === undefined ? this.#queue(this.#later(undefined)) : Promise.resolve(result)
    } catch (error) {
      return rejectFromCaller(error)
    }
  }

  /** What comes next if it is there already. */
  #take(): Result | undefined {
    if (this.#ended) return DONE
    try {
      const next = this.#run.pull()
      if (next === WAIT) return undefined
      if (next !== END) return { done: false, value: next }
    } catch (error) {
      this.#ended = true
      throw error
    }
    this.#ended = true
    return DONE
  }

  async #later(first: Result | undefined): Promise<Result> {
    try {
      let result = first
      while (result === undefined) {
        await this.#run.wait()
        result = this.#take()
      }
      return result
    } catch (error) {
      return await rejectFromCaller(error)
    }
  }

  #queue(call: Promise<Result>): Promise<Result> {
    this.#waiting = call
    const over = (): void => {
      if (this.#waiting === call) this.#waiting = undefined
    }
    call.then(over, over)
    return call
  }

  return(): Promise<IteratorResult<Record, undefined>> {
    this.#ended = true
    this.#run.close()
    return Promise.resolve(DONE)
  }

  throw(error: unknown): Promise<IteratorResult<Record, undefined>> {
    this.#ended = true
    this.#run.close()
    return Promise.reject(error)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
