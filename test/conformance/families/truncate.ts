import type { Bins, Family, Step } from '../scenario.ts'

const fill: Step = ['fill', { a: { i: 1 }, b: { i: 2 }, c: { i: 3 } }]
const pause: Step = ['pause']
const count: Step = ['query', { select: ['i'] }]
const at = (name: string, step: Step): Step => ['at', { set: '$set', name }, step]

/** A record in the set that `fill` writes to. */
const put = (name: string, bins: Bins): Step => at(name, ['put', bins])

const set: Record<string, Step[]> = {
  'a set': [
    fill,
    pause,
    ['truncate', {}],
    count,
    at('a', ['get']),
    at('b', ['exists']),
    at('c', ['metadata']),
  ],
  'an empty set': [['fill', {}], ['truncate', {}], count],
  'a set that is not there': [fill, pause, ['truncate', { set: 'conformance-none' }], count],
  'another set': [fill, ['put', { a: 1 }], pause, ['truncate', {}], ['get'], count],
  'a set twice': [fill, pause, ['truncate', {}], ['truncate', {}], count],
  'records written afterwards': [
    fill,
    pause,
    ['truncate', {}],
    pause,
    put('a', { i: 10 }),
    put('d', { i: 11 }),
    at('a', ['get']),
    at('b', ['get']),
    count,
  ],
  'a record that is created where one was truncated': [
    fill,
    put('a', { i: 1, more: 2 }),
    pause,
    ['truncate', {}],
    pause,
    at('a', ['put', { i: 5 }, { exists: 'updateOnly' }]),
    at('a', ['put', { i: 5 }, { exists: 'createOnly' }]),
    at('a', ['get']),
    at('b', ['touch']),
    at('b', ['remove']),
    at('c', ['add', { i: 7 }]),
    at('c', ['get']),
  ],
  'records that an index finds': [
    fill,
    ['index', { name: 'x', bin: 'i', type: 'numeric' }],
    pause,
    ['truncate', {}],
    ['query', { where: ['range', 'i', 0, 100], select: ['i'] }],
    pause,
    put('b', { i: 4 }),
    ['query', { where: ['range', 'i', 0, 100], select: ['i'] }],
  ],
}

const cutOff: Record<string, Step[]> = {
  'what was written before a record': [
    fill,
    pause,
    put('d', { i: 4 }),
    pause,
    put('e', { i: 5 }),
    ['truncate', { writtenBefore: 'd' }],
    count,
    ['truncate', { writtenBefore: 'e' }],
    count,
  ],
  'what was not written since': [
    fill,
    pause,
    put('mark', { i: 0 }),
    at('b', ['touch']),
    ['truncate', { writtenBefore: 'mark' }],
    count,
    at('b', ['metadata']),
  ],
  'an earlier moment after a later one': [
    fill,
    pause,
    put('d', { i: 4 }),
    ['truncate', { writtenBefore: 'd' }],
    ['truncate', { before: new Date('2020-01-01') }],
    count,
    put('a', { i: 6 }),
    count,
  ],
  'long ago': [fill, ['truncate', { before: new Date('2015-06-01') }], count],
  'a whole namespace, long ago': [fill, ['truncate', { all: true, before: new Date('2015-06-01') }], count],
  'before the time of the server began': [
    fill,
    ['truncate', { before: new Date('2009-12-31') }],
    ['truncate', { before: new Date('2010-01-01') }],
    ['truncate', { before: new Date(0) }],
    count,
  ],
  'the future': [
    fill,
    ['truncate', { inMilliseconds: 3_600_000 }],
    ['truncate', { all: true, inMilliseconds: 3_600_000 }],
    count,
  ],
}

const asked: Record<string, Step[]> = {
  'commands that are wrong': [
    ['info', 'truncate'],
    ['info', 'truncate:namespace=test'],
    ['info', 'truncate:namespace=test;set='],
    ['info', 'truncate:set=$set'],
    ['info', `truncate:namespace=test;set=${'s'.repeat(64)}`],
    ['info', 'truncate:namespace=test;set=$set;lut=soon'],
    ['info', 'truncate:namespace=test;set=$set;lut=1'],
    ['info', 'truncate:namespace=test;set=$set;lut=0'],
    ['info', 'truncate:namespace=test;set=$set;lut='],
    ['info', 'truncate:namespace=test;set=$set;lut=99999999999999999999'],
    ['info', 'truncate:namespace=test;set=$set;lut=999999999999999999999999'],
    ['info', 'truncate-namespace:'],
    ['info', 'truncate-namespace:namespace=test;set=$set'],
    ['info', 'truncate-undo:namespace=test'],
  ],
  'commands that are accepted and do nothing': [
    ['info', 'truncate:namespace=nowhere;set=s'],
    ['info', 'truncate-namespace:namespace=nowhere'],
    ['info', 'truncate:namespace=test;set=conformance-none'],
    ['info', 'truncate-undo:namespace=nowhere;set=s'],
    ['info', 'truncate-undo:namespace=test;set=conformance-none'],
    ['info', 'truncate-namespace-undo:namespace=nowhere'],
  ],
}

export const truncations: Family = { name: 'truncate', scenarios: { ...set, ...cutOff, ...asked } }
