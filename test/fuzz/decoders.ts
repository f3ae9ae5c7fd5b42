// node scripts/run-ts.mjs test/fuzz/decoders.ts --frames 1000000 --seed 1: answers as a node gives them, mangled, to all that reads bytes.
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { foundInputs } from './found.ts'
import { mangle, randomOf } from './mangle.ts'
import { feed, fuzz, TARGETS } from './targets.ts'

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    corpus: { type: 'string', default: 'test/fuzz/corpus' },
  },
})

const files = [
  ...readdirSync(values.corpus).map((name) => readFileSync(`${values.corpus}/${name}`)),
  ...foundInputs(`${values.corpus}/../found.gz`),
]
for (const file of files) fuzz(file)
const names = Object.keys(TARGETS)
const random = randomOf(Number(values.seed))
const HEADER = 8
let largest = 0
for (let i = 0; i < Number(values.frames); i++) {
  const body = (files[Math.floor(random() * files.length)] as Buffer).subarray(1)
  const frame = Buffer.alloc(HEADER + body.length)
  frame.writeUInt16BE(0x0203)
  frame.writeUIntBE(body.length, 2, 6)
  body.copy(frame, HEADER)
  const mangled = mangle(frame, random)
  const name = names[i % names.length] as string
  try {
    feed(name, name === 'framer' ? mangled : mangled.subarray(HEADER))
  } catch (error) {
    console.error(`${name} of ${mangled.toString('hex')}`)
    throw error
  }
  if (i % 1_000 === 0) largest = Math.max(largest, process.memoryUsage().rss)
}
console.log(`${values.frames} frames, resident at most ${(largest / 1e6).toFixed(0)} MB`)
