import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ael } from '../../../src/ael.ts'
import { Expression as Tree } from '../../../src/expressions/expression.ts'
import { exp, Expression } from '../../../src/expressions/index.ts'
import { families } from '../../conformance/families/index.ts'
import { pathed } from '../../conformance/differential/paths.ts'
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

it('generated expressions survive the way to text and back', () => {
  const r = new Random(12)
  for (let round = 0; round < 3_000; round++) {
    const made = typed(r, r.pick(TYPES), r.int(1, 5))
    const text = String(Expression.fromBytes(made.bytes))
    const read = ael.any.parse(text)
    expect([text, read.type, read.toBase64()]).toEqual([text, made.type, made.toBase64()])
    expect(text).not.toContain('expression(')
  }
})

it('generated paths and calls behind contexts survive the way to bytes, to text and back', () => {
  const r = new Random(13)
  for (let round = 0; round < 2_000; round++) {
    const made = pathed(r, r.int(1, 4))
    const tree = Expression.fromBytes(made.bytes)
    expect([tree.type, tree.depth]).toEqual([made.type, made.depth])
    for (const text of [String(made), String(tree)]) {
      const read = ael.any.parse(text)
      expect([text, read.type, read.toBase64()]).toEqual([text, made.type, made.toBase64()])
      expect(text).not.toContain('expression(')
    }
  }
})

it('what other clients could have made survives the way to text and back', () => {
  const r = new Random(14)
  let different = 0
  for (let round = 0; round < 1_500; round++) {
    const made = r.chance(0.5) ? pathed(r, r.int(1, 2)) : typed(r, r.pick(TYPES), r.int(1, 2))
    for (let i = 0; i < 8; i++) {
      const tree = readChanged(r, made.bytes)
      if (tree === undefined) continue
      different++
      const text = String(tree)
      const read = ael.any.parse(text)
      expect([text, read.type, read.toBase64()]).toEqual([text, tree.type, tree.toBase64()])
    }
  }
  expect(different).toBeGreaterThan(4_000)
})

/** An expression with a byte changed, if it still is one. */
function readChanged(r: Random, bytes: Buffer): Expression | undefined {
  const changed = Buffer.from(bytes)
  const at = r.int(0, changed.length - 1)
  changed[at] = r.chance(0.5) ? r.int(0, 255) : (changed[at] as number) ^ (1 << r.int(0, 7))
  try {
    return Expression.fromBytes(changed)
  } catch {
    return undefined
  }
}

it('every builder survives the way to text and back', () => {
  const found = [...expressionsIn(families)].filter(({ node }) => node.op !== 'opaque')
  expect(found.length).toBeGreaterThan(900)
  for (const made of found) {
    const text = String(made)
    const read = ael.any.parse(text)
    expect([text, read.type, read.toBase64()]).toEqual([text, made.type, made.toBase64()])
  }
})

/** All expressions that the conformance scenarios hold. */
function expressionsIn(value: unknown, seen = new Set<unknown>()): Set<Tree> {
  const found = new Set<Tree>()
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return
    seen.add(part)
    if (part instanceof Tree) found.add(part)
    else for (const inside of Object.values(part)) walk(inside)
  }
  walk(value)
  return found
}

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
