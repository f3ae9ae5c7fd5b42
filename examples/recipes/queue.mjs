// A queue whose jobs come back when those who took them die: each is given out at least once, by about the order in which it came.
import { randomUUID } from 'node:crypto'
import { ctx, exp, lists, maps } from 'aerospike-ts'
import { whenFree } from './busy.mjs'

// A job is [when it may be taken, number, item]. The map is ordered by value too: the one that waits longest has rank 0.
const first = [ctx.mapRank(0)]

function readyAt(context) {
  return exp.lists.getByIndex(exp.bin('jobs', 'map'), 0, { type: 'int', context })
}

export class Queue {
  #client
  #key
  #pushed = 0

  /** One record holds the queue: some thousands of small jobs. Spread what is more over several of them. */
  constructor(client, key) {
    this.#client = client
    this.#key = key
  }

  /** @returns the id of the job */
  async push(item) {
    const id = randomUUID()
    const put = maps.put('jobs', id, [Date.now(), this.#pushed++, item], { order: 'keyValue' })
    await whenFree(() => this.#client.operate(this.#key, [put]))
    return id
  }

  /**
   * Takes a job, or gives null when none is ready. It is hidden from others for `hide` milliseconds, and then given out again, unless it is done.
   */
  async take({ hide = 30_000 } = {}) {
    const now = Date.now()
    const until = now + hide
    const operations = [
      maps.getByRank('jobs', 0, { returnType: 'keyValue' }),
      lists.set('jobs', 0, until, { context: first }),
    ]
    const options = {
      filterExpression: exp.le(readyAt(first), now),
      filteredOut: 'null',
      exists: 'updateOnly',
    }
    const taken = await whenFree(() => this.#client.operate(this.#key, operations, options)).catch(nothing)
    if (taken === null) return null
    const [[id, [, , item]]] = taken.results[0]
    return { id, item, until }
  }

  /** The job is done. False when it took too long, and somebody else has it or had it. */
  async done({ id, until }) {
    const isOurs = exp.eq(readyAt([ctx.mapKey(id)]), until)
    const removed = await whenFree(() =>
      this.#client.operate(this.#key, [maps.removeByKey('jobs', id)], {
        filterExpression: isOurs,
        filteredOut: 'null',
        exists: 'updateOnly',
      }),
    ).catch(nothing)
    return removed !== null
  }

  /** Jobs that wait, and those that were taken and are not done. */
  async size() {
    const record = await this.#client.operate(this.#key, [maps.size('jobs')]).catch(nothing)
    return record?.results[0] ?? 0
  }
}

/** There is no queue before its first job. */
function nothing(error) {
  if (error.code === 'NOT_FOUND') return null
  throw error
}
