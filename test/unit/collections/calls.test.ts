import { describe, expect, it } from 'vitest'
import { BITS } from '../../../src/collections/bit-calls.ts'
import type { PreparedCall } from '../../../src/collections/call.ts'
import { HLL } from '../../../src/collections/hll-calls.ts'
import { LISTS } from '../../../src/collections/list-calls.ts'
import { MAPS } from '../../../src/collections/map-calls.ts'
import { bits, hll, lists, maps } from '../../../src/operations/index.ts'

/** Which numbers modify (server as/include/base/proto.h, 8.1.2). */
const FAMILIES: readonly [string, Readonly<Record<string, PreparedCall>>, object, (op: number) => boolean][] =
  [
    ['lists', LISTS, lists, (op) => op < 16 || op >= 32],
    ['maps', MAPS, maps, (op) => op < 96],
    ['bits', BITS, bits, (op) => op < 50],
    ['hll', HLL, hll, (op) => op < 50],
  ]

describe.each(FAMILIES)('calls of %s', (family, calls, face, modifies) => {
  it('are those that users have', () => {
    expect(Object.keys(calls).sort()).toEqual(Object.keys(face).sort())
  })

  it.each(Object.entries(calls))('%s says truly whether it modifies, and its name', (name, call) => {
    expect(call.modifies).toBe(modifies(call.op))
    expect(call.name).toBe(`${family}.${name}`)
  })

  it.each(Object.entries(calls))(
    '%s leaves out its last parameter at most, and then has no words',
    (_, call) => {
      const optional = call.params.filter(({ isOptional }) => isOptional)
      if (optional.length === 0) return
      expect(optional).toEqual([call.params.at(-1)])
      expect([...call.words, ...call.spareWords]).toEqual([])
    },
  )
})
