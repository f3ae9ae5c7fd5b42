import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IndexInfo, parseIndexes } from '../../src/indexes/index-list.ts'
import { parseSets } from '../../src/admin/info.ts'
import { parseModules } from '../../src/admin/udf.ts'
import { parseRackIds } from '../../src/cluster/racks.ts'
import { parseProgress } from '../../src/query/job-progress.ts'
import { RUNS, SEED } from './settings.ts'

// What a server prints, and read again: names hold what separates names, and pieces of what stands around them.

const settings = { seed: SEED, numRuns: RUNS * 5 }

const PIECES =
  ': ; , = | / a b null ns= :set= set= :indexname= :bin= :type= :type=numeric :indextype=set :indextype=default :state=RW ' +
  ':context= :exp= ;ns=test :objects=1 :objects= :tombstones=0 :sindex-name= :status= :status=done(ok) :job-progress=0 ' +
  ':recs-succeeded=1 :recs-failed=1 :from= ,hash=0 ,type=LUA filename= ü 你'
const piece = fc.constantFrom(...PIECES.split(' '), ' ', '\n', '\t')

/** Names of up to so many bytes. */
function name(max: number): fc.Arbitrary<string> {
  return fc
    .array(fc.oneof(piece, fc.string({ unit: 'binary-ascii', maxLength: 3 })), { minLength: 1, maxLength: 8 })
    .map((parts) => parts.join('').replaceAll('\0', ''))
    .filter((text) => text !== '' && Buffer.byteLength(text) <= max)
}

/** Names that came in a command, which these characters would have ended. */
const told = (max: number): fc.Arbitrary<string> => name(max).filter((text) => !/[;\n]/.test(text))

const sets = fc.uniqueArray(name(63), { maxLength: 6 })

/** append_set_props, server as/src/base/namespace.c, 8.1.2. */
const figuresOf = (objects: number): string =>
  `objects=${objects}:tombstones=0:data_used_bytes=0:truncate_lut=0:sindexes=0:index_populating=false:` +
  'truncating=false:default-read-touch-ttl-pct=0:default-ttl=0:disable-eviction=false:enable-index=false:' +
  'stop-writes-count=0:stop-writes-size=0'

describe('names in info texts', () => {
  it('of sets come back as they are', () => {
    fc.assert(
      fc.property(sets, fc.nat(1_000_000), (names, objects) => {
        const text = names.map((set) => `ns=test:set=${set}:${figuresOf(objects)};`).join('')
        const read = parseSets(text, ['test'])
        expect(read.map((set) => set.name)).toEqual(names)
        expect(read.every((set) => set.objects === objects && set.ambiguous === null)).toBe(true)
      }),
      settings,
    )
  })

  const index = fc.record({
    name: told(63),
    set: fc.option(told(63)),
    bin: told(15),
    isSet: fc.boolean(),
  })

  it('of indexes come back as they are, or as not certain', () => {
    fc.assert(
      fc.property(fc.array(index, { maxLength: 5 }), (indexes) => {
        const lines = indexes.map(({ name, set, bin, isSet }) =>
          isSet
            ? `ns=test:indexname=${name}:set=${set ?? 's'}:indextype=set`
            : `ns=test:indexname=${name}:set=${set ?? 'null'}:bin=${bin}:type=numeric:indextype=list:` +
              `context=kiKiA2E=:exp=null:state=RW`,
        )
        const read = parseIndexes(lines.join(';'), ['test'])
        expect(read).toHaveLength(indexes.length)
        for (const [i, found] of read.entries()) {
          if (found.ambiguous === null) expect(namesOf(found)).toEqual(expected(indexes[i]!))
          else expect(found.ambiguous).toBe(lines[i])
          expect(found.collection).toBe(indexes[i]!.isSet ? 'set' : 'list')
        }
      }),
      settings,
    )
  })

  it('of indexes are certain where they hold none of the leads of names', () => {
    const plain = told(15).filter((text) => !/:(?:set|indexname|bin|type)=/.test(text))
    fc.assert(
      fc.property(
        plain,
        plain.filter((text) => text !== 'null'),
        plain,
        (indexName, set, bin) => {
          const text = `ns=test:indexname=${indexName}:set=${set}:bin=${bin}:type=blob:indextype=default:context=null:exp=null:state=RW`
          const [found] = parseIndexes(text, ['test'])
          expect(found).toMatchObject({ name: indexName, set, bin, ambiguous: null })
        },
      ),
      settings,
    )
  })

  it('of modules come back as they are', () => {
    fc.assert(
      fc.property(fc.array(told(127), { maxLength: 5 }), (names) => {
        const hash = 'df237f67623cd6965dca6d4ca6e7fd1dd6de09ab'
        const text = names.map((module) => `filename=${module},hash=${hash},type=LUA;`).join('')
        expect(parseModules(text)).toEqual(names.map((module) => ({ name: module, hash, type: 'LUA' })))
      }),
      settings,
    )
  })

  it('of namespaces stand before their racks', () => {
    fc.assert(
      fc.property(fc.uniqueArray(told(31)), fc.nat(1_000_000), (names, rack) => {
        const racks = parseRackIds(names.map((namespace) => `${namespace}:${rack}`).join(';'))
        expect([...racks]).toEqual(names.map((namespace) => [namespace, rack]))
      }),
      settings,
    )
  })

  it('around the figures of a job do not change them', () => {
    const part = fc.option(name(63))
    fc.assert(
      fc.property(part, part, name(127), fc.nat(1000), (set, indexName, called, count) => {
        const text =
          `trid=7:ns=test${set === null ? '' : `:set=${set}`}${indexName === null ? '' : `:sindex-name=${indexName}`}` +
          `:rps=0:active-threads=0:status=active(ok):job-progress=41.50:run-time=80:time-since-done=0:recs-throttled=0:` +
          `recs-filtered-meta=0:recs-filtered-bins=0:recs-succeeded=${count}:recs-failed=0:from=127.0.0.1+1:` +
          `job-type=background-udf:net-io-bytes=30:socket-timeout=10000:udf-filename=m:udf-function=${called}:udf-active=0`
        expect(parseProgress('A', text)).toEqual({
          node: 'A',
          status: 'active',
          percent: 41.5,
          succeeded: count,
          failed: 0,
          filtered: 0,
        })
      }),
      settings,
    )
  })
})

interface Printed {
  readonly name: string
  readonly set: string | null
  readonly bin: string
  readonly isSet: boolean
}

const namesOf = ({ name, set, bin }: IndexInfo): object => ({ name, set, bin })
/** The server prints the same for no set and one that is called so. */
const setOf = (set: string | null): string => (set?.toLowerCase() === 'null' ? '' : (set ?? ''))
const expected = ({ name, set, bin, isSet }: Printed): object => ({
  name,
  set: setOf(isSet ? (set ?? 's') : set),
  bin: isSet ? '' : bin,
})
