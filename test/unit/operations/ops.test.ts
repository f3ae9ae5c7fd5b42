import { describe, expect, it } from 'vitest'
import { ctx } from '../../../src/collections/index.ts'
import { Expression } from '../../../src/expressions/index.ts'
import { exp } from '../../../src/expressions/index.ts'
import { ops } from '../../../src/operations/index.ts'
import { OpCode } from '../../../src/wire/proto.ts'
import { nameOf, type Row, thrown } from './bytes.ts'

const filter = exp.gt(exp.loopValue('int'), 4)

// Held against the official client's own bytes.
const ROWS: readonly Row[] = [
  [() => ops.selectByPath('m', [ctx.allChildren()]), '93ccfe9204c301'],
  [
    () => ops.selectByPath('m', [ctx.mapKey('a'), ctx.allChildren(filter)], { returnType: 'tree' }),
    '93ccfe9422a20361049303937a02010400',
  ],
  [
    () => ops.selectByPath('m', [ctx.mapKeysIn(['a', 'b'])], { returnType: 'key' }),
    '93ccfe922a92a20361a2036202',
  ],
  [
    () =>
      ops.selectByPath('m', [ctx.mapKeysIn(['a']), ctx.andFilter(filter)], {
        returnType: 'keyValue',
        noFail: true,
      }),
    '93ccfe942a91a20361cd02049303937a02010413',
  ],
  [() => ops.modifyByPath('m', [ctx.allChildren(filter)], exp.val(5)), '94ccfe92049303937a0201040405'],
  [
    () => ops.modifyByPath('m', [ctx.listIndex(0)], exp.removeResult(), { noFail: true }),
    '94ccfe921000149164',
  ],
  [() => ops.readExpression('r', filter), '929303937a02010400'],
  [() => ops.readExpression('r', filter.bytes, { evalNoFail: true }), '929303937a02010410'],
  [() => ops.writeExpression('r', { bytes: filter.bytes }), '929303937a02010400'],
  [() => ops.writeExpression('r', exp.val(null), { allowDelete: true, evalNoFail: true }), '92c014'],
  [
    () => ops.writeExpression('r', exp.val(1), { createOnly: true, updateOnly: true, policyNoFail: true }),
    '92010b',
  ],
]

describe('path expressions and expression operations: what is sent', () => {
  it.each(ROWS.map(([build, hex]) => [nameOf(build), build, hex] as const))('%s', (_name, build, hex) => {
    expect(build().payload?.toString('hex')).toBe(hex)
  })

  it('reads and writes as the server has it', () => {
    expect(ops.selectByPath('m', [ctx.allChildren()])).toMatchObject({ code: OpCode.cdtRead, isWrite: false })
    expect(ops.modifyByPath('m', [ctx.allChildren()], filter)).toMatchObject({
      code: OpCode.cdtModify,
      isWrite: true,
    })
    expect(ops.readExpression('r', filter)).toMatchObject({ code: OpCode.expRead, isWrite: false, bin: 'r' })
    expect(ops.writeExpression('r', filter)).toMatchObject({
      code: OpCode.expModify,
      isWrite: true,
      bin: 'r',
    })
  })
})

describe('path expressions and expression operations: misuse', () => {
  const bad: readonly (readonly [call: () => unknown, code: string, words: RegExp])[] = [
    [() => ops.selectByPath('m', []), 'INVALID_ARGUMENT', /ops\.selectByPath: context is empty/],
    [() => ops.selectByPath('m', undefined as never), 'INVALID_ARGUMENT', /context must be an array/],
    [() => ops.selectByPath('m', ['a' as never]), 'INVALID_ARGUMENT', /context\[0\] is no step/],
    [
      () => ops.selectByPath('m', [ctx.andFilter(filter)]),
      'INVALID_ARGUMENT',
      /context\[0\] has no step before it/,
    ],
    [
      () => ops.selectByPath('m', [ctx.allChildren(), ctx.andFilter(filter)]),
      'INVALID_ARGUMENT',
      /context\[1\]/,
    ],
    [
      () => ops.selectByPath('m', [ctx.mapKey('a'), ctx.andFilter(filter), ctx.andFilter(filter)]),
      'INVALID_ARGUMENT',
      /context\[2\]/,
    ],
    [
      () => ops.selectByPath('m', [ctx.allChildren()], { returnType: 'values' as never }),
      'INVALID_OPTION',
      /'tree', 'value', 'key', 'keyValue'/,
    ],
    [
      () => ops.modifyByPath('m', [ctx.allChildren()], filter, { returnType: 'tree' } as never),
      'INVALID_OPTION',
      /returnType/,
    ],
    [
      () => ops.modifyByPath('m', [ctx.allChildren()], 5 as never),
      'INVALID_ARGUMENT',
      /expression is no compiled expression/,
    ],
    [
      () => ops.modifyByPath('m', [ctx.allChildren()], Buffer.of(0x92, 1)),
      'INVALID_ARGUMENT',
      /expression is no compiled/,
    ],
    [() => ops.readExpression('r', null as never), 'INVALID_ARGUMENT', /ops\.readExpression: expression/],
    [() => ops.readExpression('r', Buffer.of(1, 2)), 'INVALID_ARGUMENT', /expression/],
    [() => ops.readExpression('r', { bytes: Buffer.alloc(0) }), 'INVALID_ARGUMENT', /expression/],
    [() => ops.readExpression('a name of 16 byt', filter), 'INVALID_BIN_NAME', /longer/],
    [
      () => ops.readExpression('r', filter, { noFail: true } as never),
      'INVALID_OPTION',
      /noFail.*it has evalNoFail/,
    ],
    [() => ops.writeExpression('r', filter, { partial: true } as never), 'INVALID_OPTION', /partial/],
  ]

  it.each(bad.map(([call, code, words]) => [nameOf(call), call, code, words] as const))(
    '%s',
    (_name, call, code, words) => {
      const error = thrown(call)
      expect(error.code).toBe(code)
      expect(error.message).toMatch(words)
    },
  )

  it('bytes that are given are copied', () => {
    const bytes = Buffer.from(filter.bytes)
    const expression = Expression.fromBytes(bytes)
    bytes.fill(0)
    expect(expression.bytes).toEqual(filter.bytes)
  })
})
