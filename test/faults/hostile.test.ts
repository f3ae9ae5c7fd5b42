import { expect, test } from 'vitest'
import { fuzz } from '../fuzz/run.ts'

test.each([1, 2])(
  'a node that answers as none would: errors of ours and no others, every call ends, and all is well afterwards (seed %i)',
  async (seed) => {
    const { mangled, calls, outcomes, foreign, recovered } = await fuzz({ frames: 300, seed })
    expect(foreign).toEqual([])
    expect(recovered).toBe(true)
    expect(mangled).toBeGreaterThanOrEqual(300)
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(calls)
    expect(outcomes['PROTOCOL']).toBeGreaterThan(0)
    expect(outcomes['ok']).toBeGreaterThan(0)
  },
)
