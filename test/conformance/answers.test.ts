import { describe, expect, test } from 'vitest'
import { AFTER, answers, BEFORE } from './families/answers.ts'
import { ASKED } from './families/answers-table.ts'
import { readRecording } from './recordings.ts'
import { FAMILIES, type OpData, type Step } from './scenario.ts'
import type { Json } from './tagged.ts'

// A recording holds what the client made of the server's answers. Here it is held to what was promised of them.

const recorded = readRecording(new URL('recorded/', import.meta.url), answers.name).scenarios

interface Outcome {
  readonly results?: readonly Json[]
}

/** The operations of a step, each list with the outcomes that it had. */
function* answered(step: Step, outcome: Json): Generator<readonly [readonly OpData[], Outcome]> {
  if (step[0] === 'operate') yield [step[1], outcome as Outcome]
  if (step[0] === 'batch') {
    for (const [index, row] of step[1].entries()) {
      if (row[0] === 'operate') yield [row[2], (outcome as readonly Outcome[])[index] ?? {}]
    }
  }
  if (step[0] === 'query')
    for (const record of outcome as readonly Outcome[]) yield [step[1].operations ?? [], record]
}

/** What a step came to; its generation also counts what was written between. */
function comesTo(outcome: Json | undefined): unknown {
  const { results, error } = (outcome ?? {}) as { readonly results?: Json; readonly error?: Json }
  return { results, error }
}

/** What a marker answers; undefined for any other operation. */
function expectedOf([name, bin]: OpData): Json | undefined {
  if (name === 'ops.read' && bin === 'a') return BEFORE
  return name === 'ops.readExpression' && bin === 'after' ? AFTER : undefined
}

const withRecord = Object.entries(answers.scenarios).filter(([name]) => name !== 'without a record')

test('every operation that there is has a scenario', () => {
  const all = Object.entries(FAMILIES).flatMap(([family, builders]) =>
    Object.keys(builders).map((name) => `${family}.${name}`),
  )
  expect(Object.keys(ASKED).sort()).toEqual(all.sort())
  expect(Object.keys(answers.scenarios)).toEqual(expect.arrayContaining(all))
})

describe('each operation has its own result', () => {
  test.each(withRecord)('%s', (name, steps) => {
    let seen = 0
    for (const [index, step] of steps.entries()) {
      for (const [operations, { results }] of answered(step, recorded[name]?.[index] ?? null)) {
        if (results === undefined) continue
        seen++
        expect(results).toHaveLength(operations.length)
        for (const [at, operation] of operations.entries()) {
          const expected = expectedOf(operation)
          if (expected !== undefined) expect(results[at], `result ${at} of step ${index}`).toEqual(expected)
          if (operation[0] === 'ops.touch') expect(results[at]).toBeNull()
        }
      }
    }
    expect(seen).toBeGreaterThan(2)
  })
})

describe('a server that may leave out answers shows no difference', () => {
  test.each(Object.keys(ASKED))('%s', (name) => {
    const steps = answers.scenarios[name] ?? []
    const outcomes = recorded[name] ?? []
    const pairs = steps.flatMap((step, index) =>
      step[0] === 'operate' && step[2] === undefined && steps[index + 2]?.[0] === 'operate' ? [index] : [],
    )
    const same = pairs.filter((index) => {
      const [strict, free] = [steps[index], steps[index + 2]]
      return strict?.[0] === 'operate' && free?.[0] === 'operate' && strict[1] === free[1]
    })
    expect(same.length).toBeGreaterThan(1)
    for (const index of same) expect(comesTo(outcomes[index + 2])).toEqual(comesTo(outcomes[index]))
  })
})
