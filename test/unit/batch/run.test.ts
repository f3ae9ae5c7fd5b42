import { expect, test } from 'vitest'
import { Semaphore } from '../../../src/batch/semaphore.ts'
import * as rows from '../../../src/batch/rows.ts'
import { BatchRun } from '../../../src/batch/run.ts'
import type { ClusterState } from '../../../src/cluster/state.ts'
import { Scope } from '../../../src/execute/scope.ts'
import { Session } from '../../../src/execute/session.ts'
import { Key } from '../../../src/key.ts'
import { BATCH_DEFAULTS } from '../../../src/policy/batch.ts'
import { preparedOf } from './prepared.ts'

const NOWHERE = { nodes: new Map(), partitions: new Map() } as unknown as ClusterState

test('rows that fail by the thousand leave others their turns', async () => {
  const key = new Key('test', 'set', 1)
  const prepared = preparedOf(Array.from({ length: 20_000 }, () => rows.get(key)))
  let turn = 0
  const turns = new Set<number>()
  let count = 0
  const sink = {
    purpose: 'batch' as const,
    full: false,
    take: () => {
      count++
      turns.add(turn)
    },
  }
  const session = new Session({
    cluster: { state: NOWHERE, refresh: () => undefined },
    racks: { rackIds: [] },
    connect: () => Promise.resolve(),
  })
  const settings = {
    scope: new Scope(session, { kind: 'batch', name: 'batch', timeout: 0 }),
    policy: BATCH_DEFAULTS,
    maxRetries: 0,
    semaphore: new Semaphore(0),
    serverTimeout: 0,
  }
  const running = { now: true }
  const tick = (): void => {
    turn++
    if (running.now) setImmediate(tick)
  }
  tick()
  await new BatchRun(prepared, sink, settings).done()
  running.now = false
  expect(count).toBe(20_000)
  expect(turns.size).toBeGreaterThan(3)
})
