import { describe, expect, it } from 'vitest'
import { parseSets } from '../../../src/admin/info.ts'
import { ProtocolError } from '../../../src/errors/index.ts'

const FIGURES =
  'objects=5:tombstones=1:data_used_bytes=80:truncate_lut=0:sindexes=2:index_populating=false:truncating=true:' +
  'default-read-touch-ttl-pct=0:default-ttl=0:disable-eviction=false:enable-index=false:stop-writes-count=0:' +
  'stop-writes-size=0'
const setOf = (name: string, more: object = {}): object => ({
  namespace: 'test',
  name,
  objects: 5,
  tombstones: 1,
  dataUsedBytes: 80,
  truncating: true,
  indexes: 2,
  ambiguous: null,
  ...more,
})
const print = (...names: string[]): string => names.map((name) => `ns=test:set=${name}:${FIGURES};`).join('')

describe('parseSets', () => {
  it('reads none', () => {
    expect(parseSets('', ['test'])).toEqual([])
  })

  it.each([
    ['colons', ['oo', 'oo:a', 'oo:b', ':', '::']],
    ['all that separates', ['a;b', 'a=b', 'a,b', ';', '=', 'a\nb', 'a\tb']],
    ['leads', ['a:set=b', 'ns=test:set=a', ':objects=1', 'a:objects=1:tombstones=0;ns=test:set=b']],
  ])('tells names apart that hold %s', (_name, names) => {
    expect(parseSets(print(...names), ['test'])).toEqual(names.map((name) => setOf(name)))
    expect(parseSets(print(...names.toReversed()), ['test'])).toHaveLength(names.length)
  })

  it('reads the figures of older servers', () => {
    const figures =
      'objects=1:tombstones=0:memory_data_bytes=7:truncate_lut=0:stop-writes-count=0:disable-eviction=false'
    const sets = parseSets(`ns=test:set=a:b:${figures};ns=test:set=c:${figures};`, ['test'])
    const figured = { objects: 1, tombstones: 0, dataUsedBytes: 7, truncating: false, indexes: 0 }
    expect(sets).toEqual([setOf('a:b', figured), setOf('c', figured)])
  })

  it('says what it cannot tell', () => {
    // Whether `test:set=a` is a namespace, only its list of namespaces could say.
    const text = `ns=other:set=a:set=b:${FIGURES};`
    expect(parseSets(text, ['test'])).toEqual([setOf('', { namespace: '', ambiguous: text })])
    expect(parseSets(text, ['other'])).toEqual([setOf('a:set=b', { namespace: 'other' })])
    expect(parseSets(text, ['other', 'other:set=a'])).toMatchObject([{ name: '', ambiguous: text }])
  })

  it('says of a name that is no UTF-8 that it may be another', () => {
    const text = Buffer.from(print('a\xff'), 'latin1').toString()
    expect(parseSets(text, ['test'])).toEqual([setOf('a\ufffd', { ambiguous: text })])
  })

  it.each(['ns_type=unknown', `${print('a')}x`, `ns=test:set=${'x'.repeat(64)}:${FIGURES};`])(
    'refuses %j',
    (text) => {
      expect(() => parseSets(text, ['test'])).toThrow(ProtocolError)
    },
  )
})
