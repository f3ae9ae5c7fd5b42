import { describe, expect, it } from 'vitest'
import { truncateCommand } from '../../../src/admin/truncate.ts'
import { checkAnswer, parseModules } from '../../../src/admin/udf.ts'
import { ProtocolError } from '../../../src/errors/index.ts'

describe('truncateCommand', () => {
  it.each<[string, string | null | undefined, Date | undefined, string]>([
    ['a set', 's', undefined, 'truncate:namespace=test;set=s'],
    ['a namespace', undefined, undefined, 'truncate-namespace:namespace=test'],
    ['a namespace by null', null, undefined, 'truncate-namespace:namespace=test'],
    [
      'older records of a set',
      's',
      new Date(1_700_000_000_123),
      'truncate:namespace=test;set=s;lut=1700000000123000000',
    ],
  ])('%s', (_name, set, before, command) => {
    expect(truncateCommand('test', set, before)).toBe(command)
  })

  it('refuses what is no date, and names that end the command', () => {
    expect(() => truncateCommand('test', 's', new Date(NaN))).toThrow('before must be a valid Date')
    expect(() => truncateCommand('test', 's', 5 as never)).toThrow('before must be a valid Date')
    expect(() => truncateCommand('te;st', 's', undefined)).toThrow('namespace "te;st" has a ;')
  })
})

it('reads the list of modules', () => {
  expect(
    parseModules('filename=a.lua,hash=0f,type=LUA;filename=b,hash=0,type=LUA.x,hash=1e,type=LUA;'),
  ).toEqual([
    { name: 'a.lua', hash: '0f', type: 'LUA' },
    { name: 'b,hash=0,type=LUA.x', hash: '1e', type: 'LUA' },
  ])
  expect(parseModules('')).toEqual([])
  expect(() => parseModules('filename=a.lua')).toThrow(ProtocolError)
})

it('says why a module is not taken', () => {
  const answer = 'error=compile_error;file=bad.lua;line=3;message=dW5leHBlY3RlZA=='
  expect(() => {
    checkAnswer(answer, 'bad.lua')
  }).toThrow('The server does not take bad.lua: line 3: unexpected')
  expect(() => {
    checkAnswer('error=invalid_filename', 'x')
  }).toThrow('invalid_filename')
  expect(() => {
    checkAnswer('ok', 'x')
  }).not.toThrow()
})
