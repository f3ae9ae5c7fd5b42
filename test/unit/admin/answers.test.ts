import { describe, expect, it } from 'vitest'
import { parseSets } from '../../../src/admin/info.ts'
import { truncateCommand } from '../../../src/admin/truncate.ts'
import { checkAnswer, parseModules } from '../../../src/admin/udf.ts'

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
  expect(parseModules('filename=a.lua,hash=0f,type=LUA;filename=b.lua,hash=1e,type=LUA;')).toEqual([
    { name: 'a.lua', hash: '0f', type: 'LUA' },
    { name: 'b.lua', hash: '1e', type: 'LUA' },
  ])
  expect(parseModules('')).toEqual([])
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

it('reads the sets, of older servers too', () => {
  const sets = parseSets(
    'ns=test:set=a:objects=5:tombstones=1:data_used_bytes=80:truncate_lut=0:sindexes=2:truncating=true;' +
      'ns=test:set=b:objects=1:tombstones=0:memory_data_bytes=7;',
  )
  expect(sets).toEqual([
    {
      namespace: 'test',
      name: 'a',
      objects: 5,
      tombstones: 1,
      dataUsedBytes: 80,
      truncating: true,
      indexes: 2,
    },
    {
      namespace: 'test',
      name: 'b',
      objects: 1,
      tombstones: 0,
      dataUsedBytes: 7,
      truncating: false,
      indexes: 0,
    },
  ])
})
