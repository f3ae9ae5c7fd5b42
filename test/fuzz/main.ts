// node --expose-gc scripts/run-ts.mjs test/fuzz/main.ts --frames 1000000 --seed 1: a hostile node, for as many mangled answers as wanted.
import { parseArgs } from 'node:util'
import { fuzz } from './run.ts'

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})

const [frames, seed] = [Number(values.frames), Number(values.seed)]
console.log(`seed ${seed}`)
const progress = (mangled: number): void => {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  console.log(
    `${mangled} mangled, heap ${(heapUsed / 1e6).toFixed(1)} MB, resident ${(rss / 1e6).toFixed(0)} MB`,
  )
}
const result = await fuzz({ frames, seed, progress })
console.log(JSON.stringify({ ...result, foreign: result.foreign.map(String) }, undefined, 2))
for (const error of result.foreign.slice(0, 3)) console.error(error)
process.exitCode = result.foreign.length === 0 && result.recovered ? 0 : 1
