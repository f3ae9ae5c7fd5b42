import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Expression as Tree } from '../../../src/expressions/expression.ts'
import { exp, Expression } from '../../../src/expressions/index.ts'
import { Random } from '../../conformance/differential/random.ts'
import { typed, TYPES } from '../../conformance/differential/typed.ts'

it('generated expressions survive the way to bytes and back', () => {
  const r = new Random(11)
  for (let round = 0; round < 3_000; round++) {
    const made = typed(r, r.pick(TYPES), r.int(1, 5))
    const read = Expression.fromBytes(made.bytes)
    expect([read.type, read.size, read.depth]).toEqual([made.type, made.size, made.depth])
    // Without the bytes that it was read from.
    const again = new Tree(read.type, read.node, read.size, read.depth, read.scope)
    expect(again.bytes).toEqual(made.bytes)
  }
})

it('every builder is recorded from a real server', () => {
  const text = readFileSync(
    new URL('../../conformance/families/expressions-builders.ts', import.meta.url),
    'utf8',
  )
  const { lists, maps, bits, hll, BIN_TYPES, ...plain } = exp
  expect(text).toContain('exp.BIN_TYPES')
  expect(Object.keys(BIN_TYPES)).toHaveLength(10)
  const named = (prefix: string, family: object): string[] =>
    Object.keys(family).filter((name) => !new RegExp(`\\b${prefix}${name}\\b`).test(text))
  expect(named('exp\\.', plain)).toEqual([])
  expect(named('lists\\.', lists)).toEqual([])
  expect(named('maps\\.', maps)).toEqual([])
  expect(named('bits\\.', bits)).toEqual([])
  expect(named('hll\\.', hll)).toEqual([])
})
