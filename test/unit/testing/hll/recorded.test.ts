import { describe, expect, it } from 'vitest'
import { HllOp } from '../../../../src/collections/hll-codes.ts'
import { hllModify, hllRead } from '../../../../src/testing/hll/index.ts'
import { particle, plain, recorded, type RecordedParticle } from '../recorded.ts'

interface Case {
  readonly op: number
  readonly payload: string
  readonly before: RecordedParticle
  readonly code: number
  readonly result: RecordedParticle
  readonly after: RecordedParticle
}

const cases = recorded<Case>(import.meta.url)

describe('HyperLogLog operations answered by a real server 8.1.2', () => {
  it.each(Object.entries(HllOp))('%s', (_name, op) => {
    const ofOp = cases.filter((entry) => entry.op === op)
    expect(ofOp.length).toBeGreaterThan(3)
    for (const { payload, before, code, result, after } of ofOp) {
      const bin = particle(before)
      const run = op >= HllOp.getCount ? hllRead : hllModify
      const outcome = run(bin, Buffer.from(payload, 'hex'))
      const left = outcome.bin === undefined ? bin : outcome.bin
      expect({ payload, code: outcome.code, result: plain(outcome.result), after: plain(left) }).toEqual({
        payload,
        code,
        result,
        after,
      })
    }
  })
})
