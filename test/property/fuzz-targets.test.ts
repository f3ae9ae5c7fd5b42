import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mangle, randomOf } from '../fuzz/mangle.ts'
import { feed, fuzz, TARGETS } from '../fuzz/targets.ts'
import { RUNS, SEED } from './settings.ts'

const CORPUS = 'test/fuzz/corpus'
const seeds = readdirSync(CORPUS).map((name) => readFileSync(`${CORPUS}/${name}`))
const HEADER = 8

function frameOf(body: Buffer): Buffer {
  const header = Buffer.from([2, 3, 0, 0, 0, 0, 0, 0])
  header.writeUIntBE(body.length, 2, 6)
  return Buffer.concat([header, body])
}

test('what fuzzers found, and what they begin with, gives values or errors of ours', () => {
  expect(seeds.length).toBeGreaterThan(Object.keys(TARGETS).length)
  for (const seed of seeds) expect(() => fuzz(seed)).not.toThrow()
})

test.each(Object.keys(TARGETS))('%s: mangled answers give values or errors of ours', (name) => {
  const random = randomOf(SEED)
  for (let i = 0; i < RUNS * 3; i++) {
    const body = seeds[i % seeds.length]!.subarray(1)
    const mangled = mangle(frameOf(body), random)
    expect(() => feed(name, name === 'framer' ? mangled : mangled.subarray(HEADER))).not.toThrow()
  }
})
