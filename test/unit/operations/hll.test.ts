import { describe, expect, it } from 'vitest'
import { hll } from '../../../src/operations/index.ts'
import { HyperLogLog } from '../../../src/values.ts'
import { OpCode } from '../../../src/wire/proto.ts'
import { nameOf, type Row, thrown, uncalled } from './bytes.ts'

const sketch = new HyperLogLog(Buffer.of(0, 4, 0))

// Held against the official client's own bytes, and against the server's source where that client lacks the operation.
const ROWS: readonly Row[] = [
  [() => hll.init('h'), '9400ffff00'],
  [() => hll.init('h', { indexBits: 8 }), '940008ff00'],
  [() => hll.init('h', { indexBits: 8, minhashBits: 10, createOnly: true, noFail: true }), '9400080a05'],
  [() => hll.add('h', ['a', 1]), '950192a2036101ffff00'],
  [() => hll.add('h', ['a'], { indexBits: 8 }), '950191a2036108ff00'],
  [() => hll.add('h', ['a'], { indexBits: 8, minhashBits: 10, updateOnly: true }), '950191a20361080a02'],
  [() => hll.setUnion('h', [sketch]), '930291a41200040000'],
  [() => hll.setUnion('h', [sketch], { allowFold: true, createOnly: true }), '930291a41200040009'],
  [() => hll.refreshCount('h'), '9103'],
  [() => hll.fold('h', 6), '920406'],
  [() => hll.getCount('h'), '9132'],
  [() => hll.getUnion('h', [sketch]), '923391a412000400'],
  [() => hll.getUnionCount('h', [sketch, sketch]), '923492a412000400a412000400'],
  [() => hll.getIntersectCount('h', [sketch]), '923591a412000400'],
  [() => hll.getSimilarity('h', [sketch]), '923691a412000400'],
  [() => hll.describe('h'), '9137'],
  [() => hll.mayContain('h', ['a', 1]), '923892a2036101'],
]

describe('hll: what is sent', () => {
  it.each(ROWS.map(([build, hex]) => [nameOf(build), build, hex] as const))('%s', (_name, build, hex) => {
    expect(build().payload?.toString('hex')).toBe(hex)
    expect(build().bin).toBe('h')
  })

  it('every builder has a row', () => {
    expect(uncalled(hll, 'hll', ROWS)).toEqual([])
  })
})

describe('hll: kind of operation', () => {
  it('reads and writes as the server has it', () => {
    expect(hll.getCount('h')).toMatchObject({ code: OpCode.hllRead, isWrite: false })
    expect(hll.refreshCount('h')).toMatchObject({ code: OpCode.hllModify, isWrite: true })
  })
})

describe('hll: misuse', () => {
  const bad: readonly (readonly [call: () => unknown, code: string, words: RegExp])[] = [
    [
      () => hll.init('h', { indexBits: 4.5 }),
      'INVALID_OPTION',
      /hll\.init: option indexBits must be an integer, not a fraction/,
    ],
    [
      () => hll.add('h', ['a'], { minhashBits: NaN }),
      'INVALID_OPTION',
      /option minhashBits must be an integer, not NaN/,
    ],
    [() => hll.add('h', 'a' as never), 'INVALID_ARGUMENT', /hll\.add: values must be an array, not text/],
    [() => hll.add('h', [undefined as never]), 'INVALID_VALUE', /hll\.add: values\[0\]: undefined/],
    [
      () => hll.getUnion('h', [sketch, Buffer.of(1) as never]),
      'INVALID_ARGUMENT',
      /sketches\[1\] must be a HyperLogLog/,
    ],
    [() => hll.setUnion('h', sketch as never), 'INVALID_ARGUMENT', /sketches must be an array/],
    [() => hll.fold('h', '6' as never), 'INVALID_ARGUMENT', /indexBits must be an integer, not text/],
    [
      () => hll.init('h', { allowFold: true } as never),
      'INVALID_OPTION',
      /hll\.init has no option "allowFold"/,
    ],
    [() => hll.add('h', ['a'], { partial: true } as never), 'INVALID_OPTION', /partial/],
    [
      () => hll.setUnion('h', [sketch], { noFail: 'yes' as never }),
      'INVALID_OPTION',
      /noFail must be true or false, not text/,
    ],
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
