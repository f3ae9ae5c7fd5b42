import { bin, e, raw, userKey } from '../expressions.ts'
import type { Family, Step } from '../scenario.ts'

const fill: Step = ['fill', { a: { i: 1, l: [1, 2, 2] }, b: { i: 2, s: 'x' }, c: { s: 'y', l: [3, 'z'] } }]
const numbers = { bin: 'i', type: 'numeric' } as const
const ask = (...commands: readonly string[]): Step[] => commands.map((command) => ['info', command])
const make = (parameters: string): Step => ['info', `sindex-create:${parameters}`]
const here = 'namespace=test;indexname=conformance-$run-x'

const listed: Record<string, Step[]> = {
  'of every kind': [
    ['createIndex', { name: 'a', ...numbers }],
    ['createIndex', { name: 'b', bin: 's', type: 'string' }],
    ['createIndex', { name: 'c', bin: 'b', type: 'blob' }],
    ['createIndex', { name: 'd', bin: 'g', type: 'geo2dsphere' }],
    ['createIndex', { name: 'e', bin: 'l', type: 'numeric', collection: 'list' }],
    ['createIndex', { name: 'f', bin: 'm', type: 'string', collection: 'mapKeys' }],
    ['createIndex', { name: 'g', bin: 'm', type: 'string', collection: 'mapValues' }],
    ['createIndex', { name: 'h', expression: e('add', bin('int', 'i'), 1), type: 'numeric' }],
    ['createIndex', { name: 'i', bin: 'i', type: 'numeric', set: '' }],
    ['listIndexes'],
  ],
  'of a whole set': [
    fill,
    ['createIndex', { name: 's', collection: 'set' }],
    ['listIndexes'],
    ['dropIndex', 's'],
    ['listIndexes'],
  ],
  'a name of many kinds of letters': [
    ['createIndex', { name: 'A b.c/ü', ...numbers }],
    ['listIndexes'],
    ['dropIndex', 'A b.c/ü'],
    ['listIndexes'],
  ],
}

const changed: Record<string, Step[]> = {
  'made, looked at and dropped': [
    fill,
    ['createIndex', { name: 'x', ...numbers }],
    ['indexStats', 'x'],
    ['dropIndex', 'x'],
    ['indexStats', 'x'],
    ['listIndexes'],
    ['dropIndex', 'x'],
  ],
  'the same again': [
    ['createIndex', { name: 'x', ...numbers }],
    ['createIndex', { name: 'x', ...numbers }],
    ['listIndexes'],
  ],
  'the same name for something else': [
    ['createIndex', { name: 'x', ...numbers }],
    ['createIndex', { name: 'x', bin: 'j', type: 'numeric' }],
    ['createIndex', { name: 'x', bin: 'i', type: 'string' }],
    ['createIndex', { name: 'x', bin: 'i', type: 'numeric', collection: 'list' }],
    ['createIndex', { name: 'x', bin: 'i', type: 'numeric', set: '' }],
    ['listIndexes'],
  ],
  'the same under another name': [
    fill,
    ['createIndex', { name: 'x', ...numbers }],
    ['createIndex', { name: 'y', ...numbers }],
    ['listIndexes'],
    ['indexStats', 'x'],
    ['indexStats', 'y'],
    ['dropIndex', 'x'],
    ['query', { where: ['range', 'i', 0, 9], select: ['i'] }],
    ['dropIndex', 'y'],
    ['query', { where: ['range', 'i', 0, 9], select: ['i'] }],
  ],
  'entries of a list': [
    fill,
    ['createIndex', { name: 'x', bin: 'l', type: 'numeric', collection: 'list' }],
    ['indexStats', 'x'],
  ],
  'entries where some have none': [
    fill,
    ['createIndex', { name: 'x', bin: 's', type: 'string' }],
    ['indexStats', 'x'],
  ],
}

/** What an index may be made of. */
const expressions: Record<string, Step[]> = {
  'expressions that an index may be made of': [
    ['createIndex', { name: 'a', expression: e('digestModulo', 3), type: 'numeric' }],
    ['createIndex', { name: 'b', expression: e('binType', raw('i')), type: 'numeric' }],
    [
      'createIndex',
      { name: 'c', expression: e('add', e('digestModulo', 3), bin('int', 'i')), type: 'numeric' },
    ],
    ['createIndex', { name: 'd', expression: bin('list', 'l'), type: 'numeric', collection: 'list' }],
    ['listIndexes'],
  ],
  'expressions that it may not be made of': [
    ['createIndex', { name: 'x', expression: e('add', 1, 2), type: 'numeric' }],
    ['createIndex', { name: 'x', expression: e('ttl'), type: 'numeric' }],
    ['createIndex', { name: 'x', expression: e('add', e('ttl'), bin('int', 'i')), type: 'numeric' }],
    [
      'createIndex',
      { name: 'x', expression: e('add', e('recordSize'), e('digestModulo', 3)), type: 'numeric' },
    ],
    ['createIndex', { name: 'x', expression: e('setName'), type: 'string' }],
    ['createIndex', { name: 'x', expression: userKey('string'), type: 'string' }],
    [
      'createIndex',
      { name: 'x', expression: e('cond', e('keyExists'), bin('int', 'i'), 0), type: 'numeric' },
    ],
    ['createIndex', { name: 'x', expression: bin('string', 's'), type: 'numeric' }],
    ['createIndex', { name: 'x', expression: bin('int', 'i'), type: 'numeric', collection: 'list' }],
    ['listIndexes'],
  ],
}

const asked: Record<string, Step[]> = {
  'commands that are accepted and do nothing': ask(
    'sindex-create:namespace=nowhere;indexname=x;bin=i;type=numeric',
    'sindex-delete:namespace=nowhere;indexname=x',
    'sindex-delete:namespace=test;indexname=conformance-$run-x',
    'sindex-exists:namespace=test;indexname=conformance-$run-x',
  ),
  'commands that are wrong': [
    ...ask('sindex-create', 'sindex-create:indexname=x', 'sindex-create:namespace=test'),
    make(here),
    make(`${here};type=numeric`),
    make(`${here};bin=i`),
    make(`${here};bin=;type=numeric`),
    make(`${here};bin=i;type=`),
    make(`${here};bin=i;type=float`),
    make(`${here};bin=${'b'.repeat(16)};type=numeric`),
    make(`${here};bin=i;type=numeric;set=${'s'.repeat(64)}`),
    make(`${here};bin=i;type=numeric;set=`),
    make(`${here};bin=i;type=numeric;indextype=tree`),
    make(`${here};bin=i;type=numeric;indextype=`),
    make(`${here};bin=i;type=numeric;context=!!`),
    make(`${here};bin=i;type=numeric;exp=kwE=`),
    make(`${here};exp=!!;type=numeric`),
    make(`${here};exp=AQ==;type=numeric`),
    make(`${here};indexdata=i,numeric;type=numeric`),
    make(`${here};indexdata=i`),
    make(`${here};indexdata=,numeric`),
    make(`${here};indexdata=i,float`),
    make(`${here};bin=g;type=geo2dsphere;indextype=mapkeys`),
    make(`${here};indextype=set`),
    make(`${here};indextype=set;set=$set;bin=i`),
    make('namespace=nowhere;indexname=x;indextype=set;set=s'),
    make(`namespace=test;indexname=${'n'.repeat(300)};bin=i;type=numeric`),
    ['listIndexes'],
  ],
  'other commands that are wrong': ask(
    'sindex-delete',
    'sindex-delete:namespace=test',
    'sindex-delete:indexname=x',
    'sindex-list:namespace=nowhere',
    'sindex-list:b64=maybe',
    'sindex-stat',
    'sindex-stat:namespace=nowhere;indexname=x',
    'sindex-stat:namespace=test',
    'sindex-stat:namespace=test;indexname=nothing',
    'sindex/nowhere',
    'sindex/nowhere/x',
    'sindex/test/nothing',
    'sindex-exists',
    'sindex-exists:namespace=nowhere;indexname=x',
  ),
}

export const indexAdministration: Family = {
  name: 'index-admin',
  scenarios: { ...listed, ...changed, ...expressions, ...asked },
}
