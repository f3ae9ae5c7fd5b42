import { describe, expect, it } from 'vitest'
import { ctx, GeoJSON } from '../../../src/index.ts'
import * as filter from '../../../src/query/filter.ts'

/** The bytes of a filter as text: collection, kind of value, bounds. */
function shape({ collection, particleType, begin, end }: filter.Filter): [number, number, string, string] {
  return [collection, particleType, Buffer.from(begin).toString('hex'), Buffer.from(end).toString('hex')]
}

describe('filters', () => {
  it.each([
    ['an integer', filter.equal('a', 5), [0, 1, '0000000000000005', '0000000000000005']],
    ['a negative integer', filter.equal('a', -1), [0, 1, 'ffffffffffffffff', 'ffffffffffffffff']],
    ['a bigint', filter.equal('a', 2n ** 62n), [0, 1, '4000000000000000', '4000000000000000']],
    ['text', filter.equal('a', 'ä'), [0, 3, 'c3a4', 'c3a4']],
    ['bytes', filter.equal('a', Buffer.of(1, 2)), [0, 4, '0102', '0102']],
    ['a range', filter.range('a', -2, 3n), [0, 1, 'fffffffffffffffe', '0000000000000003']],
    ['an element', filter.contains('a', 'list', 'x'), [1, 3, '78', '78']],
    ['a key', filter.contains('a', 'mapKeys', 1), [2, 1, '0000000000000001', '0000000000000001']],
    ['values', filter.containsRange('a', 'mapValues', 1, 2), [3, 1, '0000000000000001', '0000000000000002']],
  ])('%s', (_name, built, expected) => {
    expect(shape(built)).toEqual(expected)
  })

  it('sends places as GeoJSON text', () => {
    const text = (built: filter.Filter): unknown => JSON.parse(Buffer.from(built.begin).toString())
    expect(text(filter.withinRadius('a', 8.5, 47, 100))).toEqual({
      type: 'AeroCircle',
      coordinates: [[8.5, 47], 100],
    })
    expect(text(filter.containsPoint('a', 8.5, 47))).toEqual({ type: 'Point', coordinates: [8.5, 47] })
    const region = GeoJSON.circle(1, 2, 3)
    expect(text(filter.withinRegion('a', region, 'list'))).toEqual(region.value())
    expect(filter.withinRegion('a', region, 'list').collection).toBe(1)
  })

  it('looks at a place in a bin, an index by name, or an expression', () => {
    const context = filter.equal({ bin: 'm', context: [ctx.mapKey('a')] }, 1)
    expect([context.bin, Buffer.from(context.context ?? []).toString('hex')]).toEqual(['m', '9222a20361'])
    expect(filter.equal({ bin: 'm', context: [] }, 1).context).toBeUndefined()
    expect(filter.equal({ index: 'ix' }, 1)).toMatchObject({ bin: '', indexName: 'ix' })
    expect(filter.equal({ expression: Buffer.of(1) }, 1)).toMatchObject({ bin: '', expression: Buffer.of(1) })
  })

  it('keeps its own copy of bytes', () => {
    const bytes = Buffer.of(1)
    const built = filter.equal('a', bytes)
    bytes[0] = 9
    expect(Buffer.from(built.begin)).toEqual(Buffer.of(1))
  })

  it('knows where a record may be found more than once', () => {
    expect(filter.containsRange('a', 'list', 1, 2).mayRepeat).toBe(true)
    expect(filter.range('a', 1, 2).mayRepeat).toBe(false)
    expect(filter.contains('a', 'list', 1).mayRepeat).toBe(false)
    expect(filter.containsRange('a', 'list', 5, 5n).mayRepeat).toBe(false)
    expect(filter.withinRadius('a', 1, 1, 1, 'mapValues').mayRepeat).toBe(true)
    expect(filter.withinRadius('a', 1, 1, 1).mayRepeat).toBe(false)
  })

  it('takes an index by its name for one that may be on a list', () => {
    expect(filter.range({ index: 'ix' }, 1, 2).mayRepeat).toBe(true)
    expect(filter.containsPoint({ index: 'ix' }, 1, 2).mayRepeat).toBe(true)
    expect(filter.equal({ index: 'ix' }, 1).mayRepeat).toBe(false)
    expect(filter.equal({ index: 'ix' }, 'text').mayRepeat).toBe(false)
    expect(filter.range({ expression: Buffer.of(1) }, 1, 2).mayRepeat).toBe(false)
  })

  it.each<[string, () => unknown, string]>([
    ['a fraction', () => filter.equal('a', 1.5), 'value must be an integer, text or bytes'],
    ['an unsafe number', () => filter.equal('a', 2 ** 60), 'value must be an integer'],
    ['a bigint beyond 64 bits', () => filter.equal('a', 2n ** 63n), 'value must be an integer'],
    ['a boolean', () => filter.equal('a', true as never), 'value must be an integer'],
    ['a range upside down', () => filter.range('a', 2, 1), 'begin is greater than end'],
    ['text in a range', () => filter.range('a', 'x' as never, 1), 'begin must be an integer'],
    ['an unknown collection', () => filter.contains('a', 'default' as never, 1), 'there is no collection'],
    ['an empty bin', () => filter.equal('', 1), 'The bin name "" is empty'],
    ['a long bin', () => filter.equal('x'.repeat(16), 1), 'is longer than 15 bytes'],
    ['no target', () => filter.equal(5 as never, 1), 'the first argument says what is looked at'],
    ['a place that is none', () => filter.withinRadius('a', NaN, 1, 1), 'longitude must be a number'],
    ['no region', () => filter.withinRegion('a', 5 as never), 'region must be GeoJSON'],
    ['half a surrogate pair', () => filter.equal('a', '\ud800'), 'half a surrogate pair'],
  ])('refuses %s', (_name, build, message) => {
    expect(build).toThrow(message)
  })
})
