import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { lists, maps } from '../../../src/operations/index.ts'
import { Key } from '../../../src/key.ts'
import { codecs, define, types } from '../../../src/sets/index.ts'
import { Layout } from '../../../src/sets/layout.ts'
import { operableBins } from '../../../src/sets/operable.ts'
import { SET_DEFAULTS } from '../../../src/sets/options.ts'
import { fieldOf, placeOf } from '../../../src/sets/places.ts'

const schema = z.object({ a: z.string(), b: z.string() })

describe('define', () => {
  it.each([
    [{ aliases: { a: 'dateOfPurchases1' } }, 'INVALID_BIN_NAME'],
    [{ aliases: { a: '時刻時刻時刻' } }, 'INVALID_BIN_NAME'],
    [{ aliases: { a: 'x', b: 'x' } }, 'INVALID_OPTION'],
    [{ aliases: { a: '_v' }, version: 1 }, 'INVALID_OPTION'],
    [{ aliases: 5 }, 'INVALID_OPTION'],
    [{ codecs: { a: {} } }, 'INVALID_OPTION'],
    [{ key: 'string' }, 'INVALID_OPTION'],
    [{ version: 0 }, 'INVALID_OPTION'],
    [{ migrate: () => ({}) }, 'INVALID_OPTION'],
    [{ migrate: 5, version: 1 }, 'INVALID_OPTION'],
    [{ ttl: -3 }, 'INVALID_OPTION'],
    [{ checkReads: 1 }, 'INVALID_OPTION'],
    [{ aliasses: {} }, 'INVALID_OPTION'],
  ])('refuses %j with %s', (options, code) => {
    expect(() => define(schema, options as never)).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('refuses what is no schema', () => {
    expect(() => define({} as never)).toThrow(/Standard Schema/)
    expect(() => define(null as never)).toThrow(/Standard Schema/)
  })

  it('enumOf refuses a number that stands for two words', () => {
    expect(() => codecs.enumOf({ a: 1, b: 1 })).toThrow(/each number once/)
    expect(() => codecs.enumOf({ a: 1.5 })).toThrow(/whole number/)
  })
})

describe('layout', () => {
  const layout = new Layout({ ...SET_DEFAULTS, aliases: { long: 'l' }, version: 3 })
  const key = new Key('test', 'sets', 1)

  it('turns fields into bins and back; bins of others are none of them', () => {
    const bins = layout.encode({ long: 1, other: null, left: undefined, ['__proto__']: 5 }, key)
    expect(Object.entries(bins)).toEqual([['l', 1], ['other', null], ['__proto__', 5], ['_v', 3]]) // prettier-ignore
    expect(layout.decode({ l: 1, long: 2, x: 3, _v: 3 }, key)).toEqual({ long: 1, x: 3 })
    expect(layout.binsOf(['long', 'x'])).toEqual(['l', 'x', '_v'])
    expect(layout.binsOf([])).toEqual([])
  })

  it('refuses a field in the bin of another', () => {
    expect(() => layout.encode({ l: 1 }, key)).toThrow(/holds another one/)
    expect(() => layout.encode({ _v: 1 }, key)).toThrow(/holds another one/)
  })
})

describe('places of complaints', () => {
  it.each([
    [[], undefined, ''],
    [['list'], 'list', ''],
    [['list', 1, 'secret'], 'list', '[1]{1}'],
    [[{ key: 'list' }, { key: 1 }, { key: 'gone' }], 'list', '[1]{2}'],
    [['map', 'secret', 0], 'map', '{0}{0}'],
  ])('%j', (path, field, place) => {
    const record = { list: [0, { a: 1, secret: 2 }], map: new Map([['secret', 1]]) }
    expect(fieldOf({ message: '', path })).toBe(field)
    expect(placeOf({ message: '', path }, record)).toBe(place)
  })
})

describe('operations', () => {
  const layout = new Layout({ ...SET_DEFAULTS, aliases: { long: 'l' } })
  const bins = operableBins(layout) as Record<
    string,
    Record<'lists' | 'maps', Record<string, (...args: unknown[]) => unknown>> & { key(key: string): never }
  >

  it('are those of the builders, on the bin of the field', () => {
    expect(bins['long']?.lists['append']?.(1, { unique: true })).toEqual(
      lists.append('l', 1, { unique: true }),
    )
    expect(bins['m']?.maps['put']?.('a', 1)).toEqual(maps.put('m', 'a', 1))
    expect(bins['m']?.lists['toString']).toBeUndefined()
  })
})

describe('types', () => {
  it('alone stand for a schema that looks at nothing', async () => {
    expect(await types()['~standard'].validate(5)).toEqual({ value: 5 })
  })
})
