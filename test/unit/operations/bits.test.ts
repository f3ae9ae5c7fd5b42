import { describe, expect, it } from 'vitest'
import { bits } from '../../../src/operations/index.ts'
import { OpCode } from '../../../src/wire/proto.ts'
import { nameOf, type Row, thrown, uncalled } from './bytes.ts'

// Held against the official client's own bytes, and against the server's source where that client lacks the operation.
const ROWS: readonly Row[] = [
  [() => bits.resize('b', 4), '9400040000'],
  [() => bits.resize('b', 4, { createOnly: true, fromFront: true, growOnly: true }), '9400040103'],
  [() => bits.resize('b', 4, { shrinkOnly: true, noFail: true }), '9400040404'],
  [() => bits.insert('b', -1, Buffer.of(255)), '9401ffa204ff00'],
  [() => bits.insert('b', 0, Buffer.of(1, 2), { updateOnly: true }), '940100a304010202'],
  [() => bits.remove('b', 1, 2), '9402010200'],
  [() => bits.remove('b', 1, 2, { partial: true }), '9402010208'],
  [() => bits.set('b', 13, 3, Buffer.of(0xe0)), '95030d03a204e000'],
  [() => bits.set('b', 13, 3, new Uint8Array([0xe0]), { partial: true, noFail: true }), '95030d03a204e00c'],
  [() => bits.or('b', 17, 6, Buffer.of(0xa8)), '95041106a204a800'],
  [() => bits.xor('b', 17, 6, Buffer.of(0xac)), '95051106a204ac00'],
  [() => bits.and('b', 23, 9, Buffer.of(0x3c, 0x80)), '95061709a3043c8000'],
  [() => bits.not('b', 25, 6), '9407190600'],
  [() => bits.leftShift('b', 32, 8, 3), '950820080300'],
  [() => bits.rightShift('b', 0, 9, 300), '95090009cd012c00'],
  [() => bits.add('b', 24, 16, 128), '960a1810cc800000'],
  [() => bits.add('b', 24, 16, -1, { signed: true, overflow: 'wrap' }), '960a1810ff0005'],
  [() => bits.add('b', 0, 64, 2n ** 64n - 1n), '960a0040ff0000'],
  [() => bits.subtract('b', 24, 16, 128, { overflow: 'saturate', updateOnly: true }), '960b1810cc800202'],
  [() => bits.setInt('b', 1, 8, 127), '950c01087f00'],
  [() => bits.setInt('b', 0, 64, 2n ** 63n, { noFail: true }), '950c0040d3800000000000000004'],
  [() => bits.get('b', 9, 5), '93320905'],
  [() => bits.count('b', 20, 4), '93331404'],
  [() => bits.leftScan('b', 24, 8, true), '94341808c3'],
  [() => bits.rightScan('b', 32, 8, false), '94352008c2'],
  [() => bits.getInt('b', 8, 16), '93360810'],
  [() => bits.getInt('b', -8, 8, { signed: true }), '9436f80801'],
]

describe('bits: what is sent', () => {
  it.each(ROWS.map(([build, hex]) => [nameOf(build), build, hex] as const))('%s', (_name, build, hex) => {
    expect(build().payload?.toString('hex')).toBe(hex)
    expect(build().bin).toBe('b')
  })

  it('every builder has a row', () => {
    expect(uncalled(bits, 'bits', ROWS)).toEqual([])
  })
})

describe('bits: kind of operation', () => {
  it('reads and writes as the server has it', () => {
    expect(bits.get('b', 0, 1)).toMatchObject({ code: OpCode.bitRead, isWrite: false })
    expect(bits.set('b', 0, 1, Buffer.of(1))).toMatchObject({ code: OpCode.bitModify, isWrite: true })
  })
})

describe('bits: misuse', () => {
  const bad: readonly (readonly [call: () => unknown, code: string, words: RegExp])[] = [
    [() => bits.get('b', 0.5, 1), 'INVALID_ARGUMENT', /bits\.get: offset must be an integer/],
    [() => bits.get('b', 0, -1), 'INVALID_ARGUMENT', /size must not be negative/],
    [() => bits.resize('b', NaN), 'INVALID_ARGUMENT', /byteSize must be an integer, not NaN/],
    [() => bits.leftShift('b', 0, 8, -1), 'INVALID_ARGUMENT', /shift must not be negative/],
    [
      () => bits.set('b', 0, 8, 'x' as never),
      'INVALID_ARGUMENT',
      /bytes must be a Buffer or Uint8Array, not text/,
    ],
    [
      () => bits.insert('b', 0, [1] as never),
      'INVALID_ARGUMENT',
      /bytes must be a Buffer or Uint8Array, not an array/,
    ],
    [
      () => bits.leftScan('b', 0, 8, 1 as never),
      'INVALID_ARGUMENT',
      /bit must be true or false, not a whole number/,
    ],
    [() => bits.add('b', 0, 8, 1.5), 'INVALID_ARGUMENT', /amount must be an integer/],
    [() => bits.add('b', 0, 64, 2n ** 64n), 'INVALID_ARGUMENT', /amount must fit 64 bits/],
    [() => bits.setInt('b', 0, 64, -(2n ** 63n) - 1n), 'INVALID_ARGUMENT', /value must fit 64 bits/],
    [
      () => bits.add('b', 0, 8, 1, { overflow: 'clamp' as never }),
      'INVALID_OPTION',
      /'fail', 'saturate', 'wrap', not "clamp"/,
    ],
    [
      () => bits.set('b', 0, 8, Buffer.of(1), { signed: true } as never),
      'INVALID_OPTION',
      /bits\.set has no option "signed"/,
    ],
    [() => bits.set('b', 0, 8, Buffer.of(1), { context: [] } as never), 'INVALID_OPTION', /context/],
    [() => bits.resize('b', 8, { allowFold: true } as never), 'INVALID_OPTION', /allowFold/],
  ]

  it.each(bad.map(([call, code, words]) => [nameOf(call), call, code, words] as const))(
    '%s',
    (_name, call, code, words) => {
      const error = thrown(call)
      expect(error.code).toBe(code)
      expect(error.message).toMatch(words)
    },
  )
})
