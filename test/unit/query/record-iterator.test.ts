import { expect, it } from 'vitest'
import type { Record } from '../../../src/record.ts'
import { RecordIterator } from '../../../src/query/record-iterator.ts'
import { END, WAIT } from '../../../src/query/round.ts'
import type { QueryRun } from '../../../src/query/run.ts'

/** A run that gives what it is told, and waits until it is told to go on. */
class Script {
  readonly #steps: (number | typeof WAIT | Error)[]
  #goOn: () => void = () => undefined

  constructor(...steps: (number | typeof WAIT | Error)[]) {
    this.#steps = steps
  }

  get iterator(): RecordIterator {
    return new RecordIterator(this as unknown as QueryRun)
  }

  pull(): Record | typeof WAIT | typeof END {
    const step = this.#steps.shift()
    if (step instanceof Error) throw step
    if (typeof step === 'number') return { generation: step } as Record
    return step ?? END
  }

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve
    })
  }

  close(): void {
    this.#goOn()
  }

  /** Ends the wait, and lets what follows from it happen. */
  async goOn(): Promise<void> {
    this.#goOn()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const numberOf = (result: IteratorResult<Record, undefined>): number | undefined => result.value?.generation

it('serves calls in their order, also those that come while an earlier one waits again', async () => {
  const script = new Script(WAIT, WAIT, 1, 2, 3, 4)
  const { iterator } = script
  const calls = [iterator.next(), iterator.next(), iterator.next()]
  await script.goOn()
  calls.push(iterator.next())
  await script.goOn()
  expect((await Promise.all(calls)).map(numberOf)).toEqual([1, 2, 3, 4])
  expect(await iterator.next()).toEqual({ done: true, value: undefined })
})

it('a failure is told to the first of those who wait', async () => {
  const script = new Script(WAIT, new Error('lost'))
  const { iterator } = script
  const calls = Promise.allSettled([iterator.next(), iterator.next()])
  await script.goOn()
  expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
})

it('to leave ends the calls that wait', async () => {
  const { iterator } = new Script(WAIT, 1)
  const calls = [iterator.next(), iterator.next()]
  await iterator.return()
  expect((await Promise.all(calls)).map(({ done }) => done)).toEqual([true, true])
})
