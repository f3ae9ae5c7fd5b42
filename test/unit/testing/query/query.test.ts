import { beforeAll, describe, expect, it } from 'vitest'
import { fields, getAll, Op, Type, useServer, writeInteger } from '../support/fixture.ts'
import { digest, integer, type RawAnswer, type RawMessage } from '../support/raw-client.ts'

const used = useServer()
const PARTITIONS = [0, 1, 2, 3]
const RECORDS = 40

beforeAll(async () => {
  for (let seed = 0; seed < RECORDS; seed++) {
    const list = Buffer.from([0x92, seed % 5, 0x64])
    const ops = [writeInteger('n', seed), { op: Op.write, type: Type.list, name: 'l', data: list }]
    const at = digest(seed, seed % PARTITIONS.length)
    await used.client.send({ info2: 1, fields: [...fields(0).slice(0, 2), [4, at]], ops })
  }
  await used.client.info('sindex-create:namespace=test;set=demo;indexname=n;bin=n;type=numeric')
  await used.client.info(
    'sindex-create:namespace=test;set=demo;indexname=l;bin=l;type=numeric;indextype=list',
  )
})

interface Query {
  partitions?: number[]
  after?: RawAnswer[]
  more?: RawMessage['fields']
  message?: Partial<RawMessage>
}

function query({ partitions = PARTITIONS, after = [], more = [], message = {} }: Query): RawMessage {
  const ids = Buffer.alloc(partitions.length * 2)
  partitions.forEach((partition, i) => ids.writeUInt16LE(partition, i * 2))
  const all = [...fields(0).slice(0, 2), ...more]
  if (partitions.length > 0) all.push([11, ids])
  if (after.length > 0) all.push([12, Buffer.concat(after.map((answer) => fieldOf(answer, 4)!))])
  const values = after.map((answer) => fieldOf(answer, 15)).filter((value) => value !== undefined)
  if (values.length > 0) all.push([15, Buffer.concat(values)])
  return { info1: 1, info3: 4, fields: all, ...message }
}

function fieldOf(answer: RawAnswer, wanted: number): Buffer | undefined {
  return answer.fields.find(([type]) => type === wanted)?.[1]
}

const numbers = (found: RawAnswer[]): number[] =>
  found
    .flatMap(({ ops }) => ops)
    .filter(({ name }) => name === 'n')
    .map(({ data }) => Number(data.readBigInt64BE()))

function range(bin: string, from: number, to: number): [number, Buffer] {
  const size = Buffer.from([0, 0, 0, 8])
  return [
    22,
    Buffer.concat([
      Buffer.from([1, bin.length]),
      Buffer.from(bin),
      Buffer.from([1]),
      size,
      integer(from),
      size,
      integer(to),
    ]),
  ]
}

const upTo = (max: number): [number, Buffer] => [13, integer(max)]

describe('a query of all records', () => {
  it('sends the records of the partitions asked for, then the end', async () => {
    const found = await used.client.stream(query({ partitions: [1, 3] }))
    expect(numbers(found).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i * 2 + 1))
    expect(found.at(-1)).toMatchObject({ info3: 1, code: 0, fields: [] })
    expect(fieldOf(found[0]!, 0)?.toString()).toBe('test')
    expect(fieldOf(found[0]!, 1)?.toString()).toBe('demo')
  })

  it('goes on behind a record, without a gap and without a repeat', async () => {
    const seen: number[] = []
    let last = new Map<number, RawAnswer>()
    for (let page = 0; page < 20; page++) {
      const partitions = PARTITIONS.filter((partition) => !last.has(partition))
      const found = await used.client.stream(
        query({ partitions, after: [...last.values()], more: [upTo(7)] }),
      )
      if (found.length === 1) break
      seen.push(...numbers(found))
      last = new Map([
        ...last,
        ...found.slice(0, -1).map((answer) => [fieldOf(answer, 4)!.readUInt16LE() & 4095, answer] as const),
      ])
    }
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: RECORDS }, (_, i) => i))
  })

  it('applies a filter, reading operations, and sends no bins when none are wanted', async () => {
    const filter: [number, Buffer] = [43, Buffer.from([0x93, 5, 0x93, 0x51, 2, 0xa1, 0x6e, 3])]
    expect(numbers(await used.client.stream(query({ more: [filter] }))).sort()).toEqual([0, 1, 2])
    const size = { op: 3, type: Type.blob, name: 'l', data: Buffer.from([0x91, 16]) }
    const sizes = await used.client.stream(query({ more: [filter], message: { ops: [size] } }))
    expect(sizes.slice(0, 3).map(({ ops }) => [ops.length, ops[0]!.data.readBigInt64BE()])).toEqual([
      [1, 2n],
      [1, 2n],
      [1, 2n],
    ])
    const none = await used.client.stream(query({ more: [filter], message: { info1: 0x21 } }))
    expect(none.slice(0, 3).map(({ info1, ops }) => [info1, ops.length])).toEqual([
      [0x20, 0],
      [0x20, 0],
      [0x20, 0],
    ])
  })

  it.each<[what: string, asked: Query, code: number]>([
    ['of the old kind', { message: { info3: 0 } }, 16],
    ['without partitions', { partitions: [] }, 16],
    ['with a partition twice', { partitions: [1, 1] }, 4],
    ['with a partition that does not exist', { partitions: [4096] }, 4],
    ['with writing operations', { message: { ops: [writeInteger('a', 1)] } }, 4],
    ['with a filter that is none', { more: [[43, Buffer.from([1])]] }, 4],
    ['of an index that is not there', { more: [range('z', 1, 2)] }, 201],
    ['with its range upside down', { more: [range('n', 2, 1)] }, 4],
  ])('%s is refused', async (_what, asked, code) => {
    expect(await used.client.send(query(asked))).toMatchObject({ code, info3: 0 })
  })
})

describe('a query of an index', () => {
  it('sends the records in the range, in its order, with the value they stand under', async () => {
    const found = await used.client.stream(query({ partitions: [2], more: [range('n', 5, 20)] }))
    expect(numbers(found)).toEqual([6, 10, 14, 18])
    expect(fieldOf(found[1]!, 15)?.readBigInt64LE()).toBe(10n)
    const rest = await used.client.stream(
      query({ partitions: [], after: [found[1]!], more: [range('n', 5, 20)] }),
    )
    expect(numbers(rest)).toEqual([14, 18])
  })

  it('finds a record once, though several elements of its list match', async () => {
    const found = await used.client.stream(query({ more: [range('l', 3, 100), [26, Buffer.from([1])]] }))
    expect(numbers(found)).toHaveLength(RECORDS)
    const some = await used.client.stream(query({ more: [range('l', 3, 3), [26, Buffer.from([1])]] }))
    expect(numbers(some).every((n) => n % 5 === 3)).toBe(true)
    expect(numbers(some)).toHaveLength(RECORDS / 5)
  })
})

describe('a background job', () => {
  it('writes to what it finds, and can be asked about', async () => {
    const add = { op: Op.add, type: Type.integer, name: 'm', data: integer(1) }
    const id: [number, Buffer] = [7, integer(4711)]
    const message: RawMessage = {
      info2: 1,
      fields: [...fields(0).slice(0, 2), id, range('n', 30, 99)],
      ops: [add],
    }
    expect(await used.client.send(message)).toMatchObject({ code: 0, info3: 1 })
    let job = ''
    while (!job.includes('status=done(ok)')) job = await used.client.info('query-show:id=4711')
    expect(job).toContain('job-type=background-ops')
    expect(job).toContain('recs-succeeded=10')
    const found = await used.client.stream(query({ more: [range('n', 29, 30)] }))
    expect(
      found
        .slice(0, 2)
        .map(({ ops }) => ops.some(({ name }) => name === 'm'))
        .sort(),
    ).toEqual([false, true])
  })

  it.each<[what: string, message: Partial<RawMessage>, code: number]>([
    ['that reads', { info1: 1, ops: [{ op: Op.read, name: 'n' }] }, 4],
    ['without operations', { ops: [] }, 4],
    ['on a set that is not there', { fields: fields(0, 'nowhere').slice(0, 2) }, 2],
  ])('%s is refused', async (_what, message, code) => {
    const ops = [writeInteger('m', 1)]
    expect(
      await used.client.send({ info2: 1, fields: fields(0).slice(0, 2), ops, ...message }),
    ).toMatchObject({ code })
  })
})

it('leaves other commands their turn', async () => {
  const found = await used.client.stream(query({}))
  expect(numbers(found)).toHaveLength(RECORDS)
  expect(await used.client.send(getAll(1))).toMatchObject({ code: 0 })
})
