import { describe, expect, it } from 'vitest'
import { compileFilter, expressionModify, expressionRead } from '../../../../src/testing/expression/index.ts'
import { particle, plain, recorded, type RecordedParticle } from '../recorded.ts'
import { recordOf } from './record.ts'

interface Case {
  readonly mode: 'filter' | 'read' | 'modify'
  readonly payload: string
  /** The bin that is modified. */
  readonly bin: string | null
  readonly code: number
  /** What a read answered, or the bin after it was modified. */
  readonly result: RecordedParticle
  readonly bins: Readonly<Record<string, RecordedParticle>>
  readonly key: RecordedParticle
  readonly digest: string
  readonly set: string
}

function replay({ mode, payload, bin, bins, key, digest, set }: Case): unknown {
  const record = recordOf({
    bins: new Map(Object.entries(bins).map(([name, value]) => [name, particle(value)])),
    key: particle(key),
    digest: Buffer.from(digest, 'hex'),
    setName: set,
  })
  const bytes = Buffer.from(payload, 'hex')
  if (mode === 'filter') {
    const filter = compileFilter(bytes)
    return { payload, code: filter === undefined ? 4 : filter.matches(record) ? 0 : 27, result: null }
  }
  if (mode === 'read') {
    const { code, result } = expressionRead(bytes, record)
    return { payload, code, result: plain(result) }
  }
  const old = record.bin(bin ?? '')
  const { code, bin: changed } = expressionModify(old, bytes, record)
  return { payload, code, result: plain(changed === undefined ? old : changed) }
}

const cases = recorded<Case>(import.meta.url)

describe('expressions evaluated by a real server 8.1.2', () => {
  it.each(['filter', 'read', 'modify'] as const)('%s', (mode) => {
    const ofMode = cases.filter((entry) => entry.mode === mode)
    expect(ofMode.length).toBeGreaterThan(50)
    for (const entry of ofMode) {
      const { payload, code, result } = entry
      expect(replay(entry)).toEqual({ payload, code, result })
    }
  })
})
