import { describe, expect, it } from 'vitest'
import { createCommand, type IndexDefinition, parseStatistics } from '../../../src/admin/indexes.ts'
import type { Version } from '../../../src/cluster/version.ts'
import { ctx } from '../../../src/index.ts'

const NOW: Version = [8, 1, 2, 0]
const base = { namespace: 'test', name: 'ix' } as const

describe('createCommand', () => {
  it.each<[string, IndexDefinition, Version, string]>([
    [
      'a bin',
      { ...base, set: 's', bin: 'b', type: 'numeric' },
      NOW,
      'namespace=test;set=s;indexname=ix;bin=b;type=numeric',
    ],
    [
      'a namespace',
      { ...base, bin: 'b', type: 'string' },
      NOW,
      'namespace=test;indexname=ix;bin=b;type=string',
    ],
    [
      'map keys',
      { ...base, bin: 'b', type: 'blob', collection: 'mapKeys' },
      NOW,
      'namespace=test;indexname=ix;indextype=mapkeys;bin=b;type=blob',
    ],
    [
      'a place in a bin',
      { ...base, bin: 'b', type: 'numeric', context: [ctx.mapKey('a')] },
      NOW,
      'namespace=test;indexname=ix;context=kiKiA2E=;bin=b;type=numeric',
    ],
    [
      'an expression',
      { ...base, expression: Buffer.of(0xc3), type: 'numeric' },
      NOW,
      'namespace=test;indexname=ix;exp=ww==;type=numeric',
    ],
    [
      'a set',
      { ...base, set: 's', collection: 'set' },
      NOW,
      'namespace=test;set=s;indexname=ix;indextype=set',
    ],
    [
      'a bin, older server',
      { ...base, bin: 'b', type: 'numeric', collection: 'list' },
      [7, 0, 0, 0],
      'ns=test;indexname=ix;indextype=list;indexdata=b,numeric',
    ],
    [
      'names of other characters',
      { ...base, name: 'i|x:=', set: 's:t=u/\t', bin: 'b,c=', type: 'numeric' },
      NOW,
      'namespace=test;set=s:t=u/\t;indexname=i|x:=;bin=b,c=;type=numeric',
    ],
    [
      'a bin, newer server',
      { ...base, bin: 'b', type: 'numeric' },
      [8, 2, 0, 0],
      'namespace=test;indexname=ix;bin=b;type=integer',
    ],
  ])('%s', (_name, definition, version, command) => {
    expect(createCommand(definition, version)).toBe(`sindex-create:${command}`)
  })

  it.each<[string, IndexDefinition, string]>([
    ['no bin', { ...base, type: 'numeric' }, 'either a bin or an expression'],
    [
      'a bin and an expression',
      { ...base, bin: 'b', expression: Buffer.of(1), type: 'numeric' },
      'either a bin or an expression',
    ],
    ['no type', { ...base, bin: 'b' }, 'type must be one of'],
    ['an unknown type', { ...base, bin: 'b', type: 'float' as never }, 'type must be one of'],
    [
      'an unknown collection',
      { ...base, bin: 'b', type: 'numeric', collection: 'keys' as never },
      'there is no collection "keys"',
    ],
    ['a set index without a set', { ...base, collection: 'set' }, 'takes a set'],
    ['a set index with a bin', { ...base, set: 's', bin: 'b', collection: 'set' }, 'takes a set'],
    [
      'an expression with a context',
      { ...base, expression: Buffer.of(1), type: 'string', context: [ctx.mapKey('a')] },
      'takes no context',
    ],
    [
      'a name that ends the command',
      { ...base, name: 'a;b', bin: 'b', type: 'numeric' },
      'name "a;b" has a ;',
    ],
    [
      'a set on two lines',
      { ...base, set: 'a\nb', bin: 'b', type: 'numeric' },
      'set "a\\nb" has a ; or a line break',
    ],
  ])('refuses %s', (_name, definition, message) => {
    expect(() => createCommand(definition, NOW)).toThrow(message)
  })
})

it('reads the figures of an index', () => {
  const answer =
    'entries=5;used_bytes=16777216;entries_per_bval=2;entries_per_rec=1;load_pct=100;load_time=3;stat_gc_recs=0'
  expect(parseStatistics('A', answer)).toMatchObject({
    node: 'A',
    entries: 5,
    usedBytes: 16_777_216,
    entriesPerValue: 2,
    entriesPerRecord: 1,
    loadPercent: 100,
    loadTime: 3,
  })
})

it('refuses a bin that an older server would cut', () => {
  const definition = { ...base, bin: 'a,b', type: 'numeric' } as const
  expect(() => createCommand(definition, [8, 0, 0, 0])).toThrow('has a comma, which needs server 8.1')
})
