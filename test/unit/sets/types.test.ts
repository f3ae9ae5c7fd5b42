import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { Key, Record, UserKey } from '../../../src/index.ts'
import { Client, exp, ops } from '../../../src/index.ts'
import { codecs, define, keys, types } from '../../../src/sets/index.ts'

// What must compile, and gives what; and what must not. The compiler judges: a line that is expected to be an error and does
// compile is one of `npm run types`. None of it is run.

interface Address {
  city: string
  zip: number
  since?: Date
}

interface User {
  name: string
  age: number
  nick?: string
  tags: string[]
  scores: { [game: string]: number[] }
  address: { city: string; zip: number }
  photo: Uint8Array
  active: boolean
}

const zodUser = z.object({
  name: z.string(),
  age: z.number().int().default(18),
  born: z.date(),
  state: z.enum(['active', 'blocked']),
  nick: z.string().nullable(),
  dateOfRegistration: z.number(),
})

// Nothing is opened before it is used.
const client = new Client()

/** Compiled, and never called. */
function compiled(_check: () => unknown): void {
  // The compiler has said all there is to say.
}

describe('types alone', () => {
  const users = (): ReturnType<typeof plain> => plain()
  const plain = () => client.set('test', 'users', define<User, number>())

  it('keys, bins and results are inferred', () => {
    compiled(async () => {
      const set = users()
      expectTypeOf(await set.get(1)).toEqualTypeOf<Record<User> | null>()
      expectTypeOf(await set.get(1, { timeout: 5 })).toEqualTypeOf<Record<User> | null>()
      expectTypeOf(await set.get(1, { bins: ['name', 'age'] })).toEqualTypeOf<Record<
        Pick<User, 'name' | 'age'>
      > | null>()
      expectTypeOf(set.id({} as Key)).toEqualTypeOf<number | undefined>()
      const [row] = await set.getMany([1, 2], { bins: ['tags'] })
      expectTypeOf(row!.record?.bins).toEqualTypeOf<Pick<User, 'tags'> | undefined>()
      const [whole] = await set.getMany([1, 2])
      expectTypeOf(whole!.record?.bins).toEqualTypeOf<User | undefined>()
      expectTypeOf(await set.update(1, (record) => record?.bins)).toEqualTypeOf<Record<User> | null>()
    })
  })

  it('operations know the bins they name', () => {
    compiled(async () => {
      const { results } = await users().operate(1, (bins) => [
        bins.age.add(1),
        bins.age.read(),
        bins.nick.read(),
        bins.tags.lists.append('x'),
        bins.tags.lists.getByIndex(0),
        bins.tags.lists.getByRank(0, { returnType: 'index' }),
        bins.scores.maps.getByKey('chess'),
        bins.scores.key('chess').lists.popRange(0, 2),
        bins.address.maps.getByKey('zip'),
        bins.address.maps.getByKeyList(['zip', 'city'], { returnType: 'key' }),
        bins.photo.bits.getInt(0, 8),
        bins.active.write(true),
        ops.touch(),
        ops.readExpression('older', exp.add(users().bins.age.as('int'), 1)),
      ])
      expectTypeOf(results).toEqualTypeOf<
        [
          null,
          number | null,
          string | null,
          number,
          string | null,
          number | null,
          number[] | null,
          number[] | null,
          number | null,
          ('city' | 'zip')[] | null,
          number | bigint | null,
          null,
          null,
          number | bigint | null,
        ]
      >()
      const [row] = await users().operateMany([1], (bins) => [bins.name.read()])
      if (row?.status === 'ok') expectTypeOf(row.results).toEqualTypeOf<[string | null]>()
    })
  })

  it('queries, filters and indexes know the bins', () => {
    compiled(async () => {
      const set = users()
      const query = set.query().where((bins) => bins.age.ge(18).and(bins.address.city.eq('Bern')))
      for await (const { bins } of query) expectTypeOf(bins).toEqualTypeOf<User>()
      const [first] = await query.select('name').toArray()
      expectTypeOf(first!.bins).toEqualTypeOf<Pick<User, 'name'>>()
      const [answer] = await query.operations((bins) => [bins.tags.lists.size()]).toArray()
      expectTypeOf(answer!.results).toEqualTypeOf<[number | null]>()
      const { records } = await query.page(10)
      expectTypeOf(records).toEqualTypeOf<Record<User>[]>()
      await set.get(1, { filterExpression: set.where((bins) => bins.active.eq(true)) })
      await set.createIndex({ name: 'i', bin: 'age', type: 'numeric' })
      await set.createIndex({ name: 'i', bin: 'tags', type: 'string', collection: 'list' })
    })
  })

  it('what must not compile does not', () => {
    const set = users()
    const good: User = {
      name: 'a',
      age: 1,
      tags: [],
      scores: {},
      address: { city: 'b', zip: 1 },
      photo: Buffer.of(),
      active: true,
    }
    const { name: _, ...missing } = good
    const narrowed = set.query().select('name')
    const calls = [
      () => set.put(1, good, { ttl: 5 }),
      // @ts-expect-error -- a bin of another type
      () => set.put(1, { ...good, age: '1' }),
      // @ts-expect-error -- a bin that is missing
      () => set.put(1, missing),
      // @ts-expect-error -- a bin that there is none of
      () => set.put(1, { ...good, agee: 1 }),
      // @ts-expect-error -- a key of another type
      () => set.put('1', good),
      // @ts-expect-error -- an option that there is none of
      () => set.put(1, good, { timeToLive: 5 }),
      // @ts-expect-error -- a bin inside one of another type
      () => set.putMany([[1, { ...good, address: { city: 1, zip: 1 } }]]),
      // @ts-expect-error -- no such bin
      () => set.get(1, { bins: ['nane'] }),
      // @ts-expect-error -- no such bin
      () => set.getMany([1], { bins: ['nane'] }),
      // @ts-expect-error -- not read
      () => set.get(1, { bins: ['name'] }).then((record) => record?.bins.age),
      // @ts-expect-error -- not selected
      () => narrowed.forEach((record) => record.bins.age),
      // @ts-expect-error -- no such bin
      () => set.query().select('nane'),
      // @ts-expect-error -- compared with another type
      () => set.query().where((bins) => bins.age.ge('18')),
      // @ts-expect-error -- no such bin
      () => set.where((bins) => bins.agee.ge(18)),
      // @ts-expect-error -- no such bin
      () => set.operate(1, (bins) => [bins.agee.read()]),
      // @ts-expect-error -- no number
      () => set.operate(1, (bins) => [bins.name.add(1)]),
      // @ts-expect-error -- no list
      () => set.operate(1, (bins) => [bins.name.lists.size()]),
      // @ts-expect-error -- an element of another type
      () => set.operate(1, (bins) => [bins.tags.lists.append(1)]),
      // @ts-expect-error -- a value of another type
      () => set.operate(1, (bins) => [bins.age.write('1')]),
      // @ts-expect-error -- no such key
      () => set.operate(1, (bins) => [bins.address.maps.getByKey('street')]),
      // @ts-expect-error -- a value of another type than its key has
      () => set.operate(1, (bins) => [bins.address.maps.put('zip', 'b')]),
      // @ts-expect-error -- lists have no keys
      () => set.operate(1, (bins) => [bins.tags.lists.getByIndex(0, { returnType: 'key' })]),
      // @ts-expect-error -- an index of another type
      () => set.createIndex({ name: 'i', bin: 'age', type: 'string' }),
      // @ts-expect-error -- no such bin
      () => set.createIndex({ name: 'i', bin: 'agee', type: 'numeric' }),
      // @ts-expect-error -- a record of another type
      () => set.update(1, () => ({ name: 'a' })),
      // @ts-expect-error -- set by the update itself
      () => set.update(1, () => good, { generation: 1 }),
      // @ts-expect-error -- 16 bytes
      () => define<{ dateOfPurchases1: number }>(),
      () => define<{ dateOfPurchases: number }>(),
      // @ts-expect-error -- 16 bytes in 14 characters
      () => define<{ größeInMetern1: number }>(),
      () => define<{ größeInMetern: number }>(),
      // @ts-expect-error -- no bin holds a date
      () => define<{ born: Date }>(),
      // @ts-expect-error -- no bin holds a function
      () => define<{ run(): void }>(),
      // @ts-expect-error -- no bin holds a set
      () => define(types<{ seen: Set<string> }>()),
      // @ts-expect-error -- a key that no record has
      () => define<User, Date>(),
      // @ts-expect-error -- no definition
      () => client.set('test', 'users', zodUser),
    ]
    expectTypeOf(calls).toBeArray()
  })
})

describe('schemas', () => {
  const users = () =>
    client.set(
      'test',
      'users',
      define(zodUser, {
        aliases: { dateOfRegistration: 'registered' },
        codecs: { born: codecs.date, state: codecs.enumOf({ active: 1, blocked: 2 }) },
        key: keys.integer,
        defaults: { dateOfRegistration: () => 0 },
        version: 2,
        migrate: (bins, from) => (from < 2 ? { ...bins, age: 1 } : bins),
        ttl: 60,
        checkReads: true,
      }),
    )

  it('the input is written, the output read, and what is stored filtered', () => {
    compiled(async () => {
      const set = users()
      await set.put(1, { name: 'a', born: new Date(), state: 'active', nick: null })
      const record = await set.get(1n)
      expectTypeOf(record!.bins).toEqualTypeOf<{
        name: string
        age: number
        born: Date
        state: 'active' | 'blocked'
        nick?: string
        dateOfRegistration: number
      }>()
      set
        .query()
        .where((bins) => bins.born.ge(Date.now()).and(bins.state.eq(1), bins.dateOfRegistration.gt(0)))
      const { results } = await set.operate(1, (bins) => [
        bins.born.read(),
        bins.born.write(new Date()),
        bins.born.add(5),
      ])
      expectTypeOf(results).toEqualTypeOf<[Date | null, null, null]>()
    })
  })

  it('what must not compile does not', () => {
    const set = users()
    const good = { name: 'a', born: new Date(), state: 'active', nick: null } as const
    const calls = [
      () => set.put(1, good),
      // @ts-expect-error -- no word of the enumeration
      () => set.put(1, { ...good, state: 'gone' }),
      // @ts-expect-error -- compared with what is not stored
      () => set.where((bins) => bins.state.eq('active')),
      // @ts-expect-error -- a key of another kind
      () => set.get('1'),
      // @ts-expect-error -- a name of 18 bytes without an alias
      () => define(zodUser, { codecs: { born: codecs.date } }),
      // @ts-expect-error -- a date without a codec
      () => define(zodUser, { aliases: { dateOfRegistration: 'registered' } }),
      // @ts-expect-error -- an alias of 16 bytes
      () => define(z.object({ a: z.string() }), { aliases: { a: 'dateOfPurchases1' } }),
      // @ts-expect-error -- an alias for no field
      () => define(z.object({ a: z.string() }), { aliases: { b: 'c' } }),
      // @ts-expect-error -- a codec for another type
      () => define(z.object({ a: z.string() }), { codecs: { a: codecs.date } }),
      // @ts-expect-error -- a codec for no field
      () => define(z.object({ a: z.string() }), { codecs: { b: codecs.date } }),
      // @ts-expect-error -- a default of another type
      () => define(z.object({ a: z.string() }), { defaults: { a: 1 } }),
      // @ts-expect-error -- an option that there is none of
      () => define(z.object({ a: z.string() }), { alias: { a: 'b' } }),
      // @ts-expect-error -- no object
      () => define(z.string()),
    ]
    expectTypeOf(calls).toBeArray()
  })

  it('of valibot and arktype', () => {
    compiled(async () => {
      const byValibot = client.set(
        'test',
        'a',
        define(v.object({ a: v.string(), n: v.optional(v.number(), 5) })),
      )
      await byValibot.put('k', { a: 'x' })
      expectTypeOf((await byValibot.get('k'))!.bins).toEqualTypeOf<{ a: string; n: number }>()
      const byArk = client.set('test', 'a', define(type({ a: 'string', 'n?': 'number' })))
      await byArk.put('k', { a: 'x' })
      expectTypeOf((await byArk.get('k'))!.bins.a).toEqualTypeOf<string>()
      // @ts-expect-error -- a bin of another type
      await byArk.put('k', { a: 1 })
      // @ts-expect-error -- a bin of another type
      await byValibot.put('k', { a: 1 })
    })
  })

  it('keys of the application', () => {
    compiled(async () => {
      const key = {
        encode: ({ tenant, id }: { tenant: string; id: number }) => `${tenant}:${id}`,
        decode: (text: UserKey) => ({ tenant: String(text).split(':')[0] ?? '', id: 1 }),
      }
      const set = client.set('test', 'a', define(types<User>(), { key }))
      await set.get({ tenant: 'a', id: 1 })
      expectTypeOf(set.id({} as Key)).toEqualTypeOf<{ tenant: string; id: number } | undefined>()
      // @ts-expect-error -- a key without its number
      await set.get({ tenant: 'a' })
    })
  })

  it('codecs inside of bins', () => {
    compiled(async () => {
      const address = codecs.object<Address>()({ since: codecs.date })
      const set = client.set(
        'test',
        'a',
        define(types<{ address: Address; days: Date[]; profile: { a: Set<number> } }>(), {
          codecs: { address, days: codecs.list(codecs.date), profile: codecs.json<{ a: Set<number> }>() },
        }),
      )
      set.where((bins) => bins.address.since.ge(5).and(bins.days.contains(5)))
      const { results } = await set.operate(1, (bins) => [bins.days.read(), bins.days.lists.get(0)])
      expectTypeOf(results).toEqualTypeOf<[Date[] | null, number | null]>()
    })
  })
})
