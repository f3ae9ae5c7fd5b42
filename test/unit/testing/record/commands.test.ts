import { describe, expect, it } from 'vitest'
import { Field, fields, getAll, Op, putInteger, Type, useServer, writeInteger } from '../support/fixture.ts'
import { integer } from '../support/raw-client.ts'

const NOW = 1_800_000_000_000
const used = useServer({
  clock: () => NOW,
  namespaces: ['test', { name: 'mortal', defaultTtl: 100 }, { name: 'eternal', nsupPeriod: 0 }],
})

describe('writing and reading', () => {
  it('gives back what was written, byte for byte, and counts the generation up', async () => {
    const put = await used.client.send(putInteger(1, 'a', 5))
    expect(put).toMatchObject({ code: 0, generation: 1, ops: [] })
    await used.client.send({
      info2: 1,
      fields: fields(1),
      ops: [{ op: Op.write, type: Type.blob, name: 'b', data: Buffer.from([0, 255]) }],
    })
    const got = await used.client.send(getAll(1))
    expect(got.generation).toBe(2)
    expect(got.ops.map(({ op, name, type, data }) => [op, name, type, data.toString('hex')])).toEqual([
      [Op.read, 'a', Type.integer, '0000000000000005'],
      [Op.read, 'b', Type.blob, '00ff'],
    ])
  })

  it('reads some bins, or none', async () => {
    await used.client.send(putInteger(2, 'a', 5))
    const some = await used.client.send({
      info1: 1,
      fields: fields(2),
      ops: [
        { op: Op.read, name: 'a' },
        { op: Op.read, name: 'z' },
      ],
    })
    expect(some.ops.map(({ name }) => name)).toEqual(['a'])
    const none = await used.client.send({ info1: 0x21, fields: fields(2) })
    expect(none).toMatchObject({ code: 0, generation: 1, ops: [] })
  })

  it('answers all operations, in order, when asked to', async () => {
    await used.client.send(putInteger(3, 'a', 5))
    const answer = await used.client.send({
      info1: 1,
      info2: 0x81,
      fields: fields(3),
      ops: [
        { op: Op.add, type: Type.integer, name: 'a', data: integer(2) },
        { op: Op.read, name: 'z' },
        { op: Op.read, name: 'a' },
      ],
    })
    expect(answer.ops.map(({ op, name, type }) => [op, name, type])).toEqual([
      [Op.add, 'a', Type.none],
      [Op.read, 'z', Type.none],
      [Op.read, 'a', Type.integer],
    ])
    expect(answer.ops[2]!.data.readBigInt64BE()).toBe(7n)
  })

  it('does all of a write or nothing', async () => {
    await used.client.send(putInteger(4, 'a', 5))
    const failed = await used.client.send({
      info2: 1,
      fields: fields(4),
      ops: [writeInteger('a', 6), { op: Op.append, type: Type.string, name: 'a', data: Buffer.from('x') }],
    })
    expect(failed).toMatchObject({ code: 12, generation: 1 })
    const got = await used.client.send(getAll(4))
    expect(got.ops[0]!.data.readBigInt64BE()).toBe(5n)
  })

  it('puts the last bin in the place of one that is removed', async () => {
    const ops = ['a', 'b', 'c'].map((name, i) => writeInteger(name, i))
    await used.client.send({ info2: 1, fields: fields(5), ops })
    await used.client.send({ info2: 1, fields: fields(5), ops: [{ op: Op.write, name: 'a' }] })
    const got = await used.client.send(getAll(5))
    expect(got.ops.map(({ name }) => name)).toEqual(['c', 'b'])
  })

  it('removes a record with its last bin, and answers without metadata', async () => {
    await used.client.send(putInteger(6, 'a', 5))
    const emptied = await used.client.send({
      info2: 1,
      fields: fields(6),
      ops: [{ op: Op.write, name: 'a' }],
    })
    expect(emptied).toMatchObject({ code: 0, generation: 0, ttl: 0 })
    expect(await used.client.send(getAll(6))).toMatchObject({ code: 2 })
  })

  it('keeps bin names that are no UTF-8 as they are', async () => {
    const name = 'é'
    await used.client.send(putInteger(7, name, 5))
    const got = await used.client.send(getAll(7))
    expect(got.ops[0]!.name).toBe(name)
  })
})

describe('rules of a write', () => {
  const cases: [what: string, exists: boolean, flags: object, code: number][] = [
    ['create only, new', false, { info2: 0x21 }, 0],
    ['create only, there', true, { info2: 0x21 }, 5],
    ['update only, new', false, { info3: 0x08 }, 2],
    ['update only, there', true, { info3: 0x08 }, 0],
    ['replace only, new', false, { info3: 0x20 }, 2],
    ['generation equal', true, { info2: 0x05, generation: 1 }, 0],
    ['generation not equal', true, { info2: 0x05, generation: 2 }, 3],
    ['generation greater', true, { info2: 0x09, generation: 2 }, 0],
    ['generation not greater', true, { info2: 0x09, generation: 1 }, 3],
    ['no operations', true, { ops: [] }, 4],
    ['a bin name that is too long', true, { ops: [writeInteger('x'.repeat(16), 1)] }, 21],
    [
      'a type that no bin has',
      true,
      { ops: [{ op: Op.write, type: 99, name: 'a', data: Buffer.alloc(1) }] },
      4,
    ],
    ['an operation that does not exist', true, { ops: [{ op: 99, name: 'a' }] }, 4],
    ['a transaction', true, { fields: [...fields(1000), [5, Buffer.alloc(8)]] }, 25],
  ]
  it.each(cases)('%s', async (_what, exists, flags, code) => {
    await used.client.send({ info2: 3, fields: fields(1000) })
    if (exists) await used.client.send(putInteger(1000, 'a', 5))
    expect(await used.client.send(putInteger(1000, 'b', 6, flags))).toMatchObject({ code })
  })

  it('replaces all bins', async () => {
    await used.client.send(putInteger(1001, 'a', 5))
    await used.client.send(putInteger(1001, 'b', 6, { info3: 0x10 }))
    const got = await used.client.send(getAll(1001))
    expect(got.ops.map(({ name }) => name)).toEqual(['b'])
  })

  it('refuses an unknown namespace, another set and a record that is too big', async () => {
    expect(await used.client.send({ info1: 3, fields: fields(1, 'demo', 'nope') })).toMatchObject({
      code: 20,
    })
    await used.client.send(putInteger(1002, 'a', 5))
    expect(await used.client.send({ info1: 3, fields: fields(1002, 'other') })).toMatchObject({ code: 4 })
    const data = Buffer.alloc(1024 * 1024)
    const big = { info2: 1, fields: fields(1003), ops: [{ op: Op.write, type: Type.blob, name: 'a', data }] }
    expect(await used.client.send(big)).toMatchObject({ code: 13 })
  })

  it('compares stored keys', async () => {
    const withKey = (key: string): object => ({ fields: [...fields(1004), [Field.key, `\x03${key}`]] })
    await used.client.send(putInteger(1004, 'a', 5, withKey('mine')))
    expect(await used.client.send(getAll(1004, withKey('mine')))).toMatchObject({ code: 0 })
    expect(await used.client.send(getAll(1004, withKey('yours')))).toMatchObject({ code: 19 })
    expect(await used.client.send(putInteger(1004, 'a', 6, withKey('yours')))).toMatchObject({ code: 19 })
  })

  it('refuses what only the enterprise edition does', async () => {
    await used.client.send(putInteger(1005, 'a', 5))
    expect(await used.client.send({ info2: 0x13, fields: fields(1005) })).toMatchObject({ code: 25 })
    expect(await used.client.send(getAll(1005, { info3: 0x40 }))).toMatchObject({ code: 25 })
  })
})

/** What a client takes to be left, which goes by the machine's time: a second more or less where that moves on meanwhile. */
function expectLeft({ ttl }: { readonly ttl: number }, seconds: number): void {
  const left = ttl + 1_262_304_000 - Math.floor(Date.now() / 1000)
  expect(Math.abs(left - seconds)).toBeLessThanOrEqual(1)
}

describe('time to live', () => {
  it('lets a record expire when the clock gets there', async () => {
    const put = await used.client.send(putInteger(2000, 'a', 5, { ttl: 100 }))
    expectLeft(put, 100)
    used.server.advance(99_000)
    expect(await used.client.send(getAll(2000))).toMatchObject({ code: 0 })
    used.server.advance(3_000)
    expect(await used.client.send(getAll(2000))).toMatchObject({ code: 2 })
    expect(await used.client.send(putInteger(2000, 'a', 5))).toMatchObject({ code: 0 })
    expect(await used.client.send(getAll(2000))).toMatchObject({ code: 0, generation: 1 })
  })

  it('keeps, ends and prolongs a ttl as asked', async () => {
    await used.client.send(putInteger(2001, 'a', 5, { ttl: 1000 }))
    used.server.advance(10_000)
    expectLeft(await used.client.send(putInteger(2001, 'a', 6, { ttl: -2 })), 990)
    const touch = { info2: 1, fields: fields(2001), ops: [{ op: Op.touch }], ttl: 1000 }
    expectLeft(await used.client.send(touch), 1000)
    expect((await used.client.send(putInteger(2001, 'a', 6, { ttl: -1 }))).ttl).toBe(0)
  })

  it('takes the default of the namespace, and refuses a ttl where nothing expires', async () => {
    const mortal = await used.client.send(
      putInteger(2002, 'a', 5, { fields: fields(2002, 'demo', 'mortal') }),
    )
    expect(mortal.ttl).toBeGreaterThan(0)
    const eternal = { fields: fields(2003, 'demo', 'eternal') }
    expect(await used.client.send(putInteger(2003, 'a', 5, { ...eternal, ttl: 5 }))).toMatchObject({
      code: 22,
    })
    expect(await used.client.send(putInteger(2003, 'a', 5, eternal))).toMatchObject({ code: 0 })
    expect(await used.client.send(putInteger(2004, 'a', 5, { ttl: 315_360_001 }))).toMatchObject({ code: 4 })
  })

  it('prolongs a record that is read near its end', async () => {
    await used.client.send(putInteger(2005, 'a', 5, { ttl: 100 }))
    used.server.advance(95_000)
    await used.client.send(getAll(2005, { ttl: 3 }))
    expectLeft(await used.client.send(getAll(2005)), 5)
    await used.client.send(getAll(2005, { ttl: 50 }))
    expectLeft(await used.client.send(getAll(2005)), 100)
    expect(await used.client.send(getAll(2005, { ttl: 101 }))).toMatchObject({ code: 4 })
  })
})
