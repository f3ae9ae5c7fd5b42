import { describe, expect, it } from 'vitest'
import { cdtModify, cdtRead } from '../../../../src/testing/cdt/index.ts'
// Provides path expressions to the list and map operations.
import '../../../../src/testing/expression/index.ts'
import { payload } from '../payload/pack.ts'
import { particle, plain, recorded, type RecordedParticle } from '../recorded.ts'

interface Case {
  readonly modifies: boolean
  readonly payload: string
  readonly before: RecordedParticle
  readonly code: number
  readonly result: RecordedParticle
  readonly after: RecordedParticle
}

const cases = recorded<Case>(import.meta.url)

describe('path expressions followed by a real server 8.1.2', () => {
  it.each([false, true])('modifying: %s', (modifies) => {
    const chosen = cases.filter((entry) => entry.modifies === modifies)
    expect(chosen.length).toBeGreaterThan(50)
    for (const { payload: bytes, before, code, result, after } of chosen) {
      const bin = particle(before)
      const outcome = (modifies ? cdtModify : cdtRead)(bin, Buffer.from(bytes, 'hex'))
      const left = outcome.bin === undefined ? bin : outcome.bin
      const answer = { bytes, code: outcome.code, result: plain(outcome.result), after: plain(left) }
      expect(answer).toEqual({ bytes, code, result, after })
    }
  })
})

describe('path expressions', () => {
  const list = (value: unknown) => ({ type: 20, data: payload(value) })

  it('keep ordered lists in order when their elements change', () => {
    const ordered = Buffer.concat([Buffer.from('94c70001', 'hex'), payload(1), payload(5), payload(9)])
    const negate = payload([0xfe, [4, true], 4, [21, [122, 2, 1]]])
    expect(cdtModify({ type: 20, data: ordered }, negate).bin?.data.toString('hex')).toBe('94c70001f7fbff')
  })

  it('refuse what a read may not do, and bins that are none', () => {
    const remove = payload([0xfe, [4, true], 4, [100]])
    expect(cdtRead(list([1]), remove).code).toBe(4)
    expect(cdtModify(undefined, remove).code).toBe(12)
    expect(cdtModify(list([1]), remove).bin?.data.toString('hex')).toBe('90')
  })

  it('answer 4 for every truncated payload', () => {
    const whole = payload([0xfe, [4, [3, [122, 2, 1], 1], 0x10, 0], 4, [100]])
    for (let end = 1; end < whole.length; end++) {
      expect(cdtModify(list([[1], [2]]), whole.subarray(0, end)).code).toBe(4)
    }
  })
})
