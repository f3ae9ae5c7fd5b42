import { expect, test } from 'vitest'
import type { Metrics } from '../../../src/observe/metrics.ts'
import { Measures } from '../../../src/observe/measures.ts'
import { STAGES, type Stage, type StageTimes } from '../../../src/observe/stages.ts'
import { StageWindow } from '../../../src/view/stage-figures.ts'

const COLUMNS = { latencyColumns: 7, latencyShift: 1 }

/** A command whose time went to two stages alone. */
function times(queue: number, server: number): StageTimes {
  const none = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<Stage, number>
  return { ...none, queue, server }
}

function metrics(measures: Measures, takenAt: number, enabledAt = 0): Metrics {
  return { enabledAt, takenAt, stages: measures.stages() } as Metrics
}

function figuresOf(window: StageWindow, stage: Stage) {
  return window.shown?.stages.find((each) => each.stage === stage)
}

test('shares and means are those of the last minute, percentiles those of all time', () => {
  const measures = new Measures(COLUMNS, true)
  const window = new StageWindow()
  for (let second = 1; second <= 90; second++) {
    measures.passed(second <= 20 ? times(9, 1) : times(1, 3))
    window.add(metrics(measures, second * 1_000))
  }
  expect(window.shown).toMatchObject({ commands: 60, since: 0 })
  expect(figuresOf(window, 'queue')).toMatchObject({ share: 0.25, mean: 1 })
  expect(figuresOf(window, 'queue')?.p99).toBeCloseTo(9, 0)
  expect(figuresOf(window, 'server')).toMatchObject({ share: 0.75, mean: 3 })
})

test('what came before the first look counts when it is less than a minute old, and not when it is older', () => {
  const measures = new Measures(COLUMNS, true)
  measures.passed(times(1, 1))
  const [early, late] = [new StageWindow(), new StageWindow()]
  early.add(metrics(measures, 59_000))
  late.add(metrics(measures, 61_000))
  expect(early.shown?.commands).toBe(1)
  expect(late.shown?.commands).toBe(0)
  expect(figuresOf(late, 'server')).toMatchObject({ share: 0, mean: 0 })
})

test('nothing is shown while stages are off, and nothing of before when they are on again', () => {
  const window = new StageWindow()
  expect(window.shown).toBeUndefined()
  const first = new Measures(COLUMNS, true)
  first.passed(times(1, 1))
  window.add(metrics(first, 1_000))
  window.add(metrics(new Measures(COLUMNS, false), 2_000, 1_500))
  expect(window.shown).toBeUndefined()
  const again = new Measures(COLUMNS, true)
  again.passed(times(0, 4))
  window.add(metrics(again, 3_000, 2_500))
  expect(window.shown).toMatchObject({ commands: 1, since: 2_500 })
  expect(figuresOf(window, 'queue')?.share).toBe(0)
  window.add(undefined)
  expect(window.shown).toBeUndefined()
})
