import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fields, getAll, Op, putInteger, Type, useServer } from '../support/fixture.ts'
import { infoFrame, message, RawClient } from '../support/raw-client.ts'

const used = useServer()

async function fresh(run: (client: RawClient) => Promise<void>): Promise<void> {
  const client = await RawClient.connect(used.server.nodes[0]!.port)
  try {
    await run(client)
  } finally {
    client.close()
  }
}

describe('a connection', () => {
  it('answers requests written ahead in order', async () => {
    const frames = Array.from({ length: 300 }, (_, i) =>
      message(i % 3 === 0 ? putInteger(i, 'a', i) : getAll(i - (i % 3))),
    )
    used.client.write(Buffer.concat(frames))
    for (let i = 0; i < frames.length; i++) {
      const answer = await used.client.answer()
      expect(answer.code).toBe(0)
      if (i % 3 !== 0) expect(Number(answer.ops[0]!.data.readBigInt64BE())).toBe(i - (i % 3))
    }
  })

  it('takes requests cut anywhere', async () => {
    const all = Buffer.concat([message(putInteger(1, 'a', 7)), infoFrame('node\n'), message(getAll(1))])
    for (const byte of all) {
      used.client.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await used.client.answer()).toMatchObject({ code: 0 })
    expect((await used.client.frame())?.type).toBe(1)
    expect((await used.client.answer()).ops).toHaveLength(1)
  })

  it('takes compressed requests', async () => {
    const inner = message(putInteger(2, 'a', 7))
    const packed = deflateSync(inner)
    const head = Buffer.alloc(16)
    head[0] = 2
    head[1] = 4
    head.writeUIntBE(8 + packed.length, 2, 6)
    head.writeBigUInt64BE(BigInt(inner.length), 8)
    used.client.write(Buffer.concat([head, packed]))
    expect(await used.client.answer()).toMatchObject({ code: 0, generation: 1 })
  })

  it('answers a message that makes no sense with a parameter error, and goes on', async () => {
    for (const size of [0, 10, 22, 40]) {
      const frame = Buffer.alloc(8 + size, 0xee)
      frame[0] = 2
      frame[1] = 3
      frame.writeUIntBE(size, 2, 6)
      used.client.write(frame)
      expect(await used.client.answer()).toMatchObject({ code: 4 })
    }
    const short = message(getAll(1)).subarray(0, -3)
    short.writeUIntBE(short.length - 8, 2, 6)
    used.client.write(short)
    expect(await used.client.answer()).toMatchObject({ code: 4 })
    expect(
      await used.client.send({ info1: 3, fields: [...fields(1).slice(0, 2), [4, 'short']] }),
    ).toMatchObject({ code: 4 })
    expect(await used.client.send({ fields: fields(1) })).toMatchObject({ code: 4 })
  })

  it('refuses security messages as an edition without security does', async () => {
    const frame = Buffer.alloc(8 + 16)
    frame[0] = 2
    frame[1] = 2
    frame.writeUIntBE(16, 2, 6)
    used.client.write(frame)
    const answer = await used.client.frame()
    expect(answer?.type).toBe(2)
    expect([...answer!.body]).toEqual([0, 51, ...new Array<number>(14).fill(0)])
  })

  it.each([
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['an unknown type', Buffer.from([2, 9, 0, 0, 0, 0, 0, 0])],
    ['a size beyond all measure', Buffer.from([2, 3, 0xff, 0, 0, 0, 0, 0])],
  ])('closes on %s', async (_what, bytes) => {
    await fresh(async (client) => {
      client.write(Buffer.concat([message(getAll(1)), bytes]))
      expect(await client.answer()).toMatchObject({ code: 0 })
      expect(await client.frame()).toBeUndefined()
    })
  })

  it('serves no further requests to a client that takes no answers', async () => {
    const data = Buffer.alloc(500_000)
    const ops = [{ op: Op.write, type: Type.blob, name: 'a', data }]
    await used.client.send({ info2: 1, fields: fields(50), ops })
    await fresh(async (client) => {
      const before = used.server.stats.commands.get
      client.socket.pause()
      const count = 200
      client.write(Buffer.concat(Array.from({ length: count }, () => message(getAll(50)))))
      let served = -1
      while (served !== used.server.stats.commands.get) {
        served = used.server.stats.commands.get
        for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
        await used.client.send(getAll(1, { info1: 0x21 }))
      }
      expect(served - before).toBeLessThan(count / 2)
      client.socket.resume()
      for (let i = 0; i < count; i++) expect((await client.answer()).ops[0]!.data).toHaveLength(data.length)
      expect(used.server.stats.commands.get - before).toBe(count)
    })
  })
})
