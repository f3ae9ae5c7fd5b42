import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How many objects of 8 kB each are used: 4.8 MB in all. */
const ROUNDS = 600
/** What may stay of them. Of a `Map` that they were in one after another two megabytes do. */
export const FEW_BYTES = 1_000_000

/**
 * By how many bytes the heap has grown when large objects were given to `use` one after another, and only the young were collected
 * meanwhile: what is done but can be reached from an old object stays.
 */
export async function growthOf(use: (payload: object) => unknown): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void
  const round = async (i: number): Promise<void> => {
    await use(Array.from({ length: 1_000 }, () => i))
    if (i % 2 === 0) collect({ type: 'minor' })
  }
  for (let i = 0; i < 20; i++) await round(i)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < ROUNDS; i++) await round(i)
  return process.memoryUsage().heapUsed - before
}
