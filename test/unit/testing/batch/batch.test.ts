import { describe, expect, it } from 'vitest'
import { Field, fields, Op, putInteger, Type, useServer } from '../support/fixture.ts'
import { digest, field, integer, operation, type RawAnswer, type RawOp } from '../support/raw-client.ts'

const used = useServer()

interface Row {
  index: number
  seed: number
  repeat?: boolean
  info?: [info1: number, info2: number, info3: number]
  generation?: number
  ops?: RawOp[]
  key?: string
  namespace?: string
  filter?: Buffer
}

function row({
  index,
  seed,
  repeat = false,
  info,
  generation,
  ops = [],
  key,
  namespace = 'test',
  filter,
}: Row): Buffer {
  const head = Buffer.alloc(25)
  head.writeUInt32BE(index)
  digest(seed).copy(head, 4)
  if (repeat) {
    head[24] = 1
    return head
  }
  head[24] = (info === undefined ? 0 : 2) | (generation === undefined ? 0 : 4)
  const counts = Buffer.alloc(4)
  const parts = [field(Field.namespace, namespace), field(Field.set, 'demo')]
  if (key !== undefined) parts.push(field(Field.key, key))
  if (filter !== undefined) parts.push(field(43, filter))
  counts.writeUInt16BE(parts.length)
  counts.writeUInt16BE(ops.length, 2)
  const extra = Buffer.alloc(generation === undefined ? 0 : 2)
  if (generation !== undefined) extra.writeUInt16BE(generation)
  return Buffer.concat([head, Buffer.from(info ?? [3]), extra, counts, ...parts, ...ops.map(operation)])
}

async function batch(
  rows: Row[],
  { flags = 4, count = rows.length, filter }: { flags?: number; count?: number; filter?: Buffer } = {},
): Promise<RawAnswer[]> {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(count)
  head[4] = flags
  const all: [number, Buffer][] = [[41, Buffer.concat([head, ...rows.map(row)])]]
  if (filter !== undefined) all.push([43, filter])
  return used.client.stream({ info1: 9, fields: all })
}

const summary = (found: RawAnswer[]): [number, number][] => found.map(({ index, code }) => [index, code])

describe('a batch', () => {
  it('answers each row under its number, then the end', async () => {
    await used.client.send(putInteger(1, 'a', 5))
    const found = await batch([
      { index: 7, seed: 1 },
      { index: 3, seed: 2, repeat: true },
      {
        index: 9,
        seed: 3,
        info: [0, 1, 0],
        ops: [{ op: Op.write, type: Type.integer, name: 'b', data: integer(1) }],
      },
      { index: 1, seed: 3, info: [3, 0, 0] },
      { index: 2, seed: 3, info: [0, 3, 0] },
    ])
    expect(summary(found)).toEqual([
      [7, 0],
      [3, 2],
      [9, 0],
      [1, 0],
      [2, 0],
      [0, 0],
    ])
    expect(found[0]!.ops[0]).toMatchObject({ op: Op.read, name: 'a' })
    expect(found.at(-1)).toMatchObject({ info3: 1, code: 0 })
  })

  it('takes generations, filters and keys for each row', async () => {
    await used.client.send(putInteger(10, 'a', 5))
    const write: RawOp[] = [{ op: Op.write, type: Type.integer, name: 'b', data: integer(1) }]
    const found = await batch([
      { index: 0, seed: 10, info: [0, 5, 0], generation: 9, ops: write },
      { index: 1, seed: 10, filter: Buffer.from([0xc2]) },
      { index: 2, seed: 10, info: [0, 5, 0], generation: 1, ops: write, key: '\x03k' },
      { index: 3, seed: 10, key: '\x03other' },
    ])
    expect(summary(found).slice(0, 4)).toEqual([
      [0, 3],
      [1, 27],
      [2, 0],
      [3, 19],
    ])
  })

  it('applies its own filter to rows that bring none', async () => {
    await used.client.send(putInteger(11, 'a', 5))
    const found = await batch(
      [
        { index: 0, seed: 11 },
        { index: 1, seed: 12, repeat: true },
      ],
      { filter: Buffer.from([0xc2]) },
    )
    expect(summary(found)).toEqual([
      [0, 27],
      [1, 2],
      [0, 0],
    ])
  })

  it('ends with the error of a row, and without rows, unless all errors are asked for', async () => {
    await used.client.send(putInteger(20, 'a', 5))
    const rows: Row[] = [
      { index: 0, seed: 20 },
      {
        index: 1,
        seed: 20,
        info: [0, 5, 0],
        generation: 9,
        ops: [{ op: Op.write, type: Type.integer, name: 'b', data: integer(1) }],
      },
    ]
    expect(summary(await batch(rows, { flags: 0 }))).toEqual([[0, 3]])
    expect(summary(await batch(rows, { flags: 4 }))).toEqual([
      [0, 0],
      [1, 3],
      [0, 0],
    ])
  })

  it.each<[what: string, rows: Row[], count: number | undefined]>([
    ['no rows', [], 0],
    ['fewer rows than it says', [{ index: 0, seed: 1 }], 2],
    ['a first row that repeats', [{ index: 0, seed: 1, repeat: true }], undefined],
    [
      'a row that repeats one with a key',
      [
        { index: 0, seed: 1, key: '\x03k' },
        { index: 1, seed: 2, repeat: true },
      ],
      undefined,
    ],
    ['an unknown namespace', [{ index: 0, seed: 1, namespace: 'nope' }], undefined],
  ])('with %s is refused', async (_what, rows, count) => {
    const found = await batch(rows, count === undefined ? {} : { count })
    expect(found.at(-1)).toMatchObject({ info3: 1, code: 4 })
  })

  it('sends many rows in several frames', async () => {
    const data = Buffer.alloc(1000, 1)
    const names = Array.from({ length: 1000 }, (_, i) => i)
    await used.client.send({
      info2: 1,
      fields: fields(30),
      ops: [{ op: Op.write, type: Type.blob, name: 'a', data }],
    })
    const found = await batch(names.map((index) => ({ index, seed: 30, repeat: index > 0 })))
    expect(found).toHaveLength(1001)
    expect(found.slice(0, -1).every(({ code, ops }) => code === 0 && ops[0]!.data.length === 1000)).toBe(true)
  })
})
