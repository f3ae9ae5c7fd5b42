import { describe, expect, it } from 'vitest'
import { type IndexInfo, parseIndexes } from '../../../src/indexes/index-list.ts'
import { ProtocolError } from '../../../src/errors/index.ts'

const index = (parts: Partial<IndexInfo>): IndexInfo => ({
  namespace: 'test',
  set: 's',
  name: 'a',
  bin: 'b',
  type: 'numeric',
  collection: 'default',
  context: null,
  expression: null,
  ready: true,
  ambiguous: null,
  ...parts,
})
const TAIL = ':type=numeric:indextype=default:context=null:exp=null:state=RW'

describe('parseIndexes', () => {
  it('reads indexes of all kinds, of older servers too', () => {
    const answer = [
      `ns=test:indexname=a:set=s:bin=b${TAIL}`,
      'ns=test:indexname=e:set=null:bin=null:type=string:indextype=mapvalues:context=kiKiA2E=:exp=ww==:state=WO',
      'ns=test:indexname=a:set=s:indextype=set',
      'ns=test:set=s:indexname=a:bin=b:type=NUMERIC:indextype=NONE:path=b[0]:state=RW',
      'ns=test:indexname=a:set=NULL:bin=b:type=NUMERIC:indextype=LIST:state=RW',
    ].join(';')
    expect(parseIndexes(answer)).toEqual([
      index({}),
      index({
        set: '',
        name: 'e',
        bin: '',
        type: 'string',
        collection: 'mapValues',
        context: 'kiKiA2E=',
        expression: 'ww==',
        ready: false,
      }),
      index({ bin: '', type: '', collection: 'set' }),
      index({}),
      index({ set: '', collection: 'list' }),
    ])
    expect(parseIndexes('')).toEqual([])
  })

  it('takes names of null for what they are, but for that of a set', () => {
    expect(parseIndexes(`ns=null:indexname=null:set=null:bin=null${TAIL}`)).toEqual([
      index({ namespace: 'null', name: 'null', set: '', bin: 'null' }),
    ])
  })

  it.each([
    ['colons', { name: 'bugs:b', set: 'x:y', bin: 'a:b' }],
    ['all that separates', { name: 'a,b=c', set: ':,=', bin: '=:,' }],
    ['the leads of values', { name: ':indextype=set', set: ':state=WO', bin: ':type=x' }],
  ])('tells names apart that hold %s', (_name, { name, set, bin }) => {
    expect(parseIndexes(`ns=test:indexname=${name}:set=${set}:bin=${bin}${TAIL}`)).toEqual([
      index({ name, set, bin }),
    ])
    expect(parseIndexes(`ns=test:indexname=${name}:set=${set}:indextype=set`)).toEqual([
      index({ name, set, bin: '', type: '', collection: 'set' }),
    ])
  })

  it.each([
    ['an index and a set', 'ns=test:indexname=a:set=b:set=c:bin=d', { bin: 'd', known: {} }],
    ['a set and a bin', 'ns=test:indexname=a:set=b:bin=c:bin=d', { bin: '', known: { name: 'a' } }],
  ])('says that it cannot tell %s', (_name, names, { known }) => {
    const text = `${names}${TAIL}`
    const unclear = { name: '', set: '', bin: '', ...known, ambiguous: text }
    expect(parseIndexes(`${text};ns=test:indexname=a:set=s:bin=b${TAIL}`, ['test'])).toEqual([
      index(unclear),
      index({}),
    ])
  })

  it('knows namespaces by their names', () => {
    const text = `ns=n:indexname=x:indexname=a:set=s:bin=b${TAIL}`
    expect(parseIndexes(text, ['n:indexname=x'])).toEqual([index({ namespace: 'n:indexname=x' })])
    expect(parseIndexes(text, ['n'])).toEqual([index({ namespace: 'n', name: 'x:indexname=a' })])
    expect(parseIndexes(text, ['n', 'n:indexname=x'])).toMatchObject([{ namespace: '', ambiguous: text }])
  })

  it.each(['ns=test', 'a=b', `ns=test:indexname=a:set=s:bin=${'b'.repeat(16)}${TAIL}`])(
    'refuses %j',
    (text) => {
      expect(() => parseIndexes(text)).toThrow(ProtocolError)
    },
  )
})
