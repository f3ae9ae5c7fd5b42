import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ListOp, MapOp } from '../../../../src/collections/cdt-codes.ts'
import { cdtModify, cdtRead, cdtStore } from '../../../../src/testing/cdt/index.ts'
import { at, bin, call, raw } from './pack.ts'
import type { Value } from './pack.ts'

const bins = [
  undefined,
  bin([1, [2, 'x'], new Map([[1, [2]]])]),
  bin(
    new Map<Value, Value>([
      ['a', [1]],
      ['b', 2],
    ]),
  ),
]
const codes = new Set([0, 1, 4, 12, 13, 16, 23, 24, 26])

describe('hostile input', () => {
  it('of random bytes gives a result code, never an exception', () => {
    const payloads = fc.uint8Array({ maxLength: 40 })
    fc.assert(
      fc.property(payloads, fc.constantFrom(...bins), (bytes, before) => {
        const payload = Buffer.from(bytes)
        expect(codes).toContain(cdtRead(before, payload).code)
        expect(codes).toContain(cdtModify(before, payload).code)
        cdtStore({ type: 20, data: payload })
      }),
      { numRuns: 2000 },
    )
  })

  it('of an operation whose bytes were damaged gives a result code', () => {
    const operations = [
      call(ListOp.appendItems, [1, new Map([[1, 'x']]), [2, [3]]], 1, 5),
      call(
        MapOp.putItems,
        new Map<Value, Value>([
          ['a', [1, 2]],
          [5, 1.5],
        ]),
        1,
        0,
      ),
      at([0x22 | 0x80, 'a', 0x10 | 0x80, 3], ListOp.set, 1, 'abc'),
      call(MapOp.getByValueList, 7, [1, 'x', null]),
    ]
    const damage = fc.tuple(fc.constantFrom(...operations), fc.nat(), fc.nat(255), fc.constantFrom(...bins))
    fc.assert(
      fc.property(damage, ([operation, where, byte, before]) => {
        const payload = Buffer.from(operation)
        payload[where % payload.length] = byte
        expect(codes).toContain(cdtModify(before, payload).code)
        expect(codes).toContain(cdtRead(before, payload.subarray(0, where % payload.length)).code)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['an empty payload', ''],
    ['no list', '01'],
    ['an empty list', '90'],
    ['an operation that is no number', '91a103'],
    ['a list cut off', '9201'],
    ['a list that claims billions of elements', '9202ddffffffff'],
    ['a string that claims gigabytes', '9201dbffffffff03'],
    ['a reserved byte', '9201c1'],
  ])('%s answers a parameter error', (_what, hex) => {
    expect(cdtModify(undefined, Buffer.from(hex, 'hex'))).toEqual({ code: 4 })
    expect(cdtModify(bin([1]), Buffer.from(hex, 'hex'))).toEqual({ code: 4 })
  })

  it('nested too deeply is refused', () => {
    const deep = raw('91'.repeat(100_000) + '90')
    expect(cdtModify(undefined, call(ListOp.append, deep))).toEqual({ code: 4 })
  })

  it('asks for no endless padding', () => {
    expect(cdtModify(bin([1]), call(ListOp.insert, 2 ** 31 - 2, 1))).toEqual({ code: 13 })
  })

  it('of very many elements is answered', () => {
    const many = bin(Array.from({ length: 200_000 }, () => 1))
    expect(cdtRead(many, call(ListOp.getByValueList, 3, [1])).result?.type).toBe(20)
    const ordered = cdtModify(many, call(ListOp.setType, 1)).bin ?? undefined
    expect(cdtRead(ordered, call(ListOp.getByValueList, 3, [1])).result?.type).toBe(20)
  })

  it('is not kept: what is stored owns its bytes', () => {
    const payload = call(ListOp.append, 'text')
    const stored = cdtModify(undefined, payload).bin
    payload.fill(0)
    expect(stored).toEqual(bin(['text']))
  })
})
