import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Client, connect } from '../../src/index.ts'
import { families } from './families/index.ts'
import { lackOf } from '../server/needs.ts'
import { needsOf } from './needs.ts'
import { FOR_EVER, play } from './player.ts'
import { readRecording } from './recordings.ts'
import { openTarget, TARGETS } from './targets.ts'

const RECORDED = new URL('recorded/', import.meta.url)
const facts = inject('serverFacts')
const run = randomBytes(3).toString('hex')

const counts = families.map(({ name, scenarios }) => [name, Object.keys(scenarios).length] as const)
const total = counts.reduce((sum, [, count]) => sum + count, 0)
console.log(`conformance: ${total} scenarios: ${counts.map((count) => count.join(' ')).join(', ')}`)

/** Nodes of a real cluster hear of a truncation by and by: one scenario truncates set after set. */
const TIME = 60_000

describe('recordings', () => {
  test.each(families.map((family) => [family.name, family] as const))(
    '%s: all, and no others',
    (name, family) => {
      expect(Object.keys(readRecording(RECORDED, name).scenarios).sort()).toEqual(
        Object.keys(family.scenarios).sort(),
      )
    },
  )
})

describe.each(TARGETS)('$name', (target) => {
  // Memory servers have whatever is needed; a real one says what it has.
  const real = target.hosts === undefined ? null : facts
  const ttl = real !== null && lackOf(real, ['noDefaultTtl']) !== '' ? FOR_EVER : 0
  let client: Client
  let close: () => Promise<void>

  beforeAll(async () => {
    const opened = await openTarget(target, ttl)
    close = opened.close
    client = await connect(opened.options)
  })

  afterAll(async () => {
    await client.close()
    await close()
  })

  for (const { name: family, scenarios, needs } of families) {
    const recording = readRecording(RECORDED, family).scenarios
    describe(`${family}: ${Object.keys(scenarios).length} scenarios`, () => {
      for (const [name, steps] of Object.entries(scenarios)) {
        const lack = real === null ? '' : lackOf(real, needsOf(name, steps, needs))
        test.runIf(lack === '')(
          name,
          async () => {
            expect(await play(client, run, name, steps, ttl)).toEqual(recording[name])
          },
          TIME,
        )
      }
    })
  }
})
