import { describe, expect, it } from 'vitest'
import { type ContextStep, contextFromBase64, contextToBase64, ctx } from '../../../src/collections/index.ts'
import { exp } from '../../../src/expressions/index.ts'
import { lists } from '../../../src/operations/index.ts'
import { nameOf, thrown } from '../operations/bytes.ts'

/** Has a step's fields, but was not made by `ctx`. */
const lookalike: unknown = { type: 16, value: Buffer.of(0) }
const filter = exp.gt(exp.loopValue('int'), 4)

// Types and values as in the server's as/include/base/proto.h (AS_CDT_CTX_*).
const STEPS: readonly (readonly [make: () => ContextStep, hex: string])[] = [
  [() => ctx.listIndex(-1), '10ff'],
  [() => ctx.listIndex(300n), '10cd012c'],
  [() => ctx.listIndex(0, { create: 'unordered' }), '5000'],
  [() => ctx.listIndex(3, { create: 'unordered', pad: true }), 'cc9003'],
  [() => ctx.listIndex(0, { create: 'ordered' }), 'ccd000'],
  [() => ctx.listIndex(0, { create: 'ordered', persistIndex: true }), 'cd01d000'],
  [() => ctx.listRank(2), '1102'],
  [() => ctx.listValue('v'), '13a20376'],
  [() => ctx.mapIndex(2), '2002'],
  [() => ctx.mapRank(-2), '21fe'],
  [() => ctx.mapKey('k'), '22a2036b'],
  [() => ctx.mapKey(5), '2205'],
  [() => ctx.mapKey('k', { create: 'unordered' }), '62a2036b'],
  [() => ctx.mapKey('k', { create: 'key' }), 'cca2a2036b'],
  [() => ctx.mapKey('k', { create: 'keyValue' }), 'cce2a2036b'],
  [() => ctx.mapKey('k', { create: 'key', persistIndex: true }), 'cd01a2a2036b'],
  [() => ctx.mapValue(1.5), '23cb3ff8000000000000'],
  [() => ctx.mapKeysIn(['a', 5]), '2a92a2036105'],
  [() => ctx.allChildren(), '04c3'],
  [() => ctx.allChildren(filter), '049303937a020104'],
  [() => ctx.andFilter(filter), 'cd02049303937a020104'],
]

describe('context', () => {
  it.each(STEPS.map(([make, hex]) => [nameOf(make), make, hex] as const))('%s', (_name, make, hex) => {
    const text = contextToBase64([make()])
    expect(Buffer.from(text, 'base64').toString('hex')).toBe(`92${hex}`)
    expect(contextFromBase64(text)).toEqual([make()])
  })

  it('every kind of step has a row', () => {
    const text = STEPS.map(([make]) => String(make)).join()
    expect(Object.keys(ctx).filter((name) => !text.includes(`ctx.${name}(`))).toEqual([])
  })

  it('of any depth, as text and back', () => {
    const deep = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? ctx.mapKey(`k${index}`) : ctx.listIndex(index),
    )
    expect(contextFromBase64(contextToBase64(deep))).toEqual(deep)
    expect(lists.size('l', { context: deep }).payload?.subarray(0, 6).toString('hex')).toBe('93ccffdc0028')
  })

  it("is the official client's text", () => {
    const context = [ctx.mapKey('a'), ctx.listIndex(300), ctx.mapValue([1, 'x']), ctx.listRank(-1)]
    expect(contextToBase64(context)).toBe('mCKiA2EQzQEsI5IBogN4Ef8=')
  })

  it('an empty one is none', () => {
    expect(lists.size('l', { context: [] })).toEqual(lists.size('l'))
  })
})

describe('context: misuse', () => {
  const bad: readonly (readonly [call: () => unknown, code: string, words: RegExp])[] = [
    [
      () => ctx.listIndex(0.5),
      'INVALID_ARGUMENT',
      /ctx\.listIndex: index must be an integer, not a fraction/,
    ],
    [() => ctx.listRank(NaN), 'INVALID_ARGUMENT', /ctx\.listRank: rank/],
    [() => ctx.mapIndex(2n ** 63n), 'INVALID_ARGUMENT', /index must fit 64 bits/],
    [() => ctx.mapRank('1' as never), 'INVALID_ARGUMENT', /rank must be an integer/],
    [() => ctx.mapKey(NaN), 'INVALID_ARGUMENT', /ctx\.mapKey: key/],
    [() => ctx.mapKey(undefined as never), 'INVALID_VALUE', /ctx\.mapKey: key: undefined/],
    [() => ctx.listValue([undefined as never]), 'INVALID_VALUE', /ctx\.listValue: value\[0\]/],
    [() => ctx.mapKeysIn('a' as never), 'INVALID_ARGUMENT', /keys must be an array/],
    [
      () => ctx.allChildren(false as never),
      'INVALID_ARGUMENT',
      /ctx\.allChildren: filter is no compiled expression/,
    ],
    [() => ctx.andFilter(true as never), 'INVALID_ARGUMENT', /ctx\.andFilter: filter/],
    [
      () => ctx.listIndex(0, { order: 'ordered' } as never),
      'INVALID_OPTION',
      /it has create, pad, persistIndex/,
    ],
    [() => ctx.listIndex(0, { create: 'key' as never }), 'INVALID_OPTION', /'unordered', 'ordered'/],
    [() => ctx.listIndex(0, { pad: true }), 'INVALID_OPTION', /pad needs create/],
    [() => ctx.listIndex(0, { create: 'ordered', pad: true }), 'INVALID_OPTION', /pad needs create/],
    [() => ctx.listIndex(0, { persistIndex: true }), 'INVALID_OPTION', /persistIndex needs create/],
    [() => ctx.mapKey('a', { persistIndex: true }), 'INVALID_OPTION', /persistIndex needs create/],
    [
      () => ctx.mapKey('a', { create: 'ordered' as never }),
      'INVALID_OPTION',
      /'unordered', 'key', 'keyValue'/,
    ],
    [
      () => lists.size('l', { context: ctx.listIndex(0) as never }),
      'INVALID_ARGUMENT',
      /lists\.size: context must be an array/,
    ],
    [() => lists.size('l', { context: [lookalike as never] }), 'INVALID_ARGUMENT', /context\[0\] is no step/],
    [
      () => lists.size('l', { context: [ctx.listIndex(0), ctx.allChildren()] }),
      'INVALID_ARGUMENT',
      /context\[1\] selects several/,
    ],
    [() => lists.size('l', { context: [ctx.mapKeysIn(['a'])] }), 'INVALID_ARGUMENT', /only path expressions/],
    [
      () =>
        lists.size('l', {
          context: [ctx.listIndex(0), ctx.mapKey('a', { create: 'key', persistIndex: true })],
        }),
      'INVALID_ARGUMENT',
      /context\[1\] cannot persist an index below the top level/,
    ],
    [() => contextFromBase64('no base64!'), 'INVALID_ARGUMENT', /contextFromBase64/],
    [() => contextFromBase64(''), 'INVALID_ARGUMENT', /contextFromBase64/],
    [() => contextFromBase64(5 as never), 'INVALID_ARGUMENT', /contextFromBase64/],
    [
      () => contextFromBase64(Buffer.of(0x91, 0x10).toString('base64')),
      'INVALID_ARGUMENT',
      /contextFromBase64/,
    ],
    [
      () => contextFromBase64(Buffer.of(0x92, 0x10).toString('base64')),
      'INVALID_ARGUMENT',
      /contextFromBase64/,
    ],
    [
      () => contextFromBase64(Buffer.of(0x92, 0x10, 0, 0).toString('base64')),
      'INVALID_ARGUMENT',
      /contextFromBase64/,
    ],
    [
      () => contextFromBase64(Buffer.of(0x92, 0xa0, 0).toString('base64')),
      'INVALID_ARGUMENT',
      /contextFromBase64/,
    ],
    [() => contextFromBase64(Buffer.of(0x10).toString('base64')), 'INVALID_ARGUMENT', /contextFromBase64/],
    [
      () => contextFromBase64(Buffer.of(0xdd, 255, 255, 255, 254).toString('base64')),
      'INVALID_ARGUMENT',
      /contextFromBase64/,
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
