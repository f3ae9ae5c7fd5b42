import type { Record } from '../record.ts'
import { END, type QueryRun, WAIT } from './run.ts'

/** An iterator over records that can be left early. */
export interface QueryIterator<R> extends AsyncIterableIterator<R, undefined> {
  next(): Promise<IteratorResult<R, undefined>>
  return(): Promise<IteratorResult<R, undefined>>
  throw(error: unknown): Promise<IteratorResult<R, undefined>>
  [Symbol.asyncIterator](): QueryIterator<R>
  [Symbol.asyncDispose](): Promise<void>
}

const DONE: IteratorResult<never, undefined> = { done: true, value: undefined }

/** The protocol of async iterators over a run: a record that is there already costs a resolved promise and nothing else. */
export class RecordIterator implements QueryIterator<Record> {
  readonly #run: QueryRun
  #ended = false
  /** The call that waits, which later ones stand behind. */
  #waiting: Promise<IteratorResult<Record, undefined>> | undefined

  constructor(run: QueryRun) {
    this.#run = run
  }

  next(): Promise<IteratorResult<Record, undefined>> {
    if (this.#waiting !== undefined) return this.#behind(this.#waiting)
    if (this.#ended) return Promise.resolve(DONE)
    try {
      const next = this.#run.pull()
      if (next === WAIT) return this.#wait()
      if (next !== END) return Promise.resolve({ done: false, value: next })
    } catch (error) {
      this.#ended = true
      return Promise.reject(error)
    }
    this.#ended = true
    return Promise.resolve(DONE)
  }

  #behind(waiting: Promise<unknown>): Promise<IteratorResult<Record, undefined>> {
    const next = (): Promise<IteratorResult<Record, undefined>> => this.next()
    return waiting.then(next, next)
  }

  #wait(): Promise<IteratorResult<Record, undefined>> {
    const waiting = this.#run.wait().then(() => {
      if (this.#waiting === waiting) this.#waiting = undefined
      return this.next()
    })
    this.#waiting = waiting
    return waiting
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
