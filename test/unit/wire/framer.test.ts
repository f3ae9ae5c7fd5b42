import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../../../src/errors/index.ts'
import { Framer } from '../../../src/wire/framer.ts'
import { PROTO_BODY_MAX, ProtoType } from '../../../src/wire/proto.ts'
import { everyCut } from './chunks.ts'

function frame(type: number, body: Buffer, version = 2): Buffer {
  const header = Buffer.alloc(8)
  header[0] = version
  header[1] = type
  header.writeUIntBE(body.length, 2, 6)
  return Buffer.concat([header, body])
}

function compressed(inner: Buffer, claimed = inner.length): Buffer {
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(claimed))
  return frame(ProtoType.compressed, Buffer.concat([size, deflateSync(inner)]))
}

interface Seen {
  type: number
  body: string
}

function collect(): { framer: Framer; seen: Seen[] } {
  const seen: Seen[] = []
  const framer = new Framer((type, buffer, start, end) => {
    seen.push({ type, body: buffer.toString('latin1', start, end) })
  })
  return { framer, seen }
}

describe('Framer', () => {
  test('frames come out whole however the stream is cut', () => {
    const message = frame(ProtoType.message, Buffer.from('a message that is long enough'))
    const frames = [
      frame(ProtoType.info, Buffer.alloc(0)),
      message,
      compressed(message),
      frame(ProtoType.security, Buffer.from('s')),
      frame(ProtoType.message, Buffer.alloc(0)),
      compressed(frame(ProtoType.info, Buffer.alloc(0))),
    ]
    everyCut(frames, (chunks, how) => {
      const { framer, seen } = collect()
      for (const chunk of chunks) framer.push(chunk)
      expect(seen, how).toEqual([
        { type: 1, body: '' },
        { type: 3, body: 'a message that is long enough' },
        { type: 3, body: 'a message that is long enough' },
        { type: 2, body: 's' },
        { type: 3, body: '' },
        { type: 1, body: '' },
      ])
    })
  })

  test('only the bytes within the given length are read', () => {
    const { framer, seen } = collect()
    const whole = frame(ProtoType.message, Buffer.from('body'))
    framer.push(Buffer.concat([whole, Buffer.from('rubbish of an earlier read')]), whole.length)
    expect(seen).toEqual([{ type: 3, body: 'body' }])
  })

  test('a frame much larger than its pieces is put together', () => {
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
    const stream = Buffer.concat([frame(3, body), frame(1, Buffer.from('next'))])
    const { framer, seen } = collect()
    for (let at = 0; at < stream.length; at += 1000) framer.push(stream.subarray(at, at + 1000))
    expect(seen.map((s) => s.type)).toEqual([3, 1])
    expect(seen[0]?.body).toBe(body.toString('latin1'))
  })

  test('a frame that came in pieces, or compressed, has a buffer of its own; one that lies whole in a chunk is lent', () => {
    const taken: { body: Buffer; isOwn: boolean }[] = []
    const framer = new Framer((_type, buffer, start, end, isOwn) => {
      taken.push({ body: buffer.subarray(start, end), isOwn })
    })
    // One buffer is read into again and again, as that of a socket.
    const socket = Buffer.alloc(128)
    const read = (bytes: Buffer): void => {
      bytes.copy(socket)
      framer.push(socket, bytes.length)
    }
    const pieces = frame(3, Buffer.from('in pieces'))
    read(frame(3, Buffer.from('whole')))
    read(pieces.subarray(0, 10))
    read(pieces.subarray(10))
    read(compressed(frame(3, Buffer.from('packed'))))
    read(frame(3, Buffer.from('.'.repeat(100))))
    expect(taken.map(({ isOwn }) => isOwn)).toEqual([false, true, true, false])
    expect(taken.filter(({ isOwn }) => isOwn).map(({ body }) => body.toString())).toEqual([
      'in pieces',
      'packed',
    ])
  })

  test('a frame as large as one before it is gathered in one buffer', () => {
    const stream = frame(3, Buffer.alloc(1024 * 1024, 'x'))
    const sizes: number[] = []
    const framer = new Framer((_type, buffer) => sizes.push(buffer.length))
    const read = (): number => {
      const before = process.memoryUsage().arrayBuffers
      for (let at = 0; at < stream.length; at += 65_536) framer.push(stream.subarray(at, at + 65_536))
      return process.memoryUsage().arrayBuffers - before
    }
    expect(read()).toBeGreaterThan(1.5 * stream.length)
    const second = read()
    expect(second).toBeGreaterThanOrEqual(stream.length)
    expect(second).toBeLessThan(1.5 * stream.length)
    expect(sizes).toEqual([stream.length, stream.length])
    // Of one whose header comes in pieces nobody knows the size yet.
    const small = frame(3, Buffer.from('small'))
    framer.push(small.subarray(0, 5))
    framer.push(small.subarray(5))
    expect(sizes.at(-1)).toBe(4096)
  })

  test('a header that claims much does not make it allocate much', () => {
    const { framer, seen } = collect()
    const header = Buffer.alloc(8)
    header[0] = 2
    header[1] = 3
    header.writeUIntBE(100 * 1024 * 1024, 2, 6)
    const before = process.memoryUsage().arrayBuffers
    framer.push(Buffer.concat([header, Buffer.alloc(1000)]))
    for (let i = 0; i < 8; i++) framer.push(Buffer.alloc(1000))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024)
    expect(seen).toEqual([])
  })

  const oversize = Buffer.from([2, 3, 0, 0, 0, 0, 0, 0])
  oversize.writeUIntBE(PROTO_BODY_MAX + 1, 2, 6)
  const refused: Record<string, Buffer> = {
    'another version': frame(3, Buffer.from('x'), 1),
    'type 0': frame(0, Buffer.from('x')),
    'type 5': frame(5, Buffer.from('x')),
    'an HTTP answer': Buffer.from('HTTP/1.1 400 Bad Request\r\n'),
    'a body beyond the limit': oversize,
    'a compressed frame without a size': frame(4, Buffer.from('1234567')),
    'a compressed frame that holds one': compressed(compressed(frame(3, Buffer.from('x')))),
    'a compressed frame of no frame': compressed(Buffer.from('not a frame')),
    'a compressed frame that claims too little': compressed(frame(3, Buffer.from('body')), 11),
    'a compressed frame that claims too much': compressed(frame(3, Buffer.from('body')), 13),
    'a compressed frame that claims less than a header': compressed(frame(3, Buffer.from('body')), 7),
    'a compressed frame that claims gigabytes': compressed(
      frame(3, Buffer.from('body')),
      Number.MAX_SAFE_INTEGER,
    ),
    'a compressed frame with trailing bytes inside': compressed(
      Buffer.concat([frame(3, Buffer.from('x')), Buffer.from('y')]),
    ),
    'a compressed frame of damaged data': frame(
      4,
      Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 9]), Buffer.from('junkjunk')]),
    ),
    'a compressed frame of no data': frame(4, Buffer.from([0, 0, 0, 0, 0, 0, 0, 8])),
  }
  for (const [name, stream] of Object.entries(refused)) {
    test(`refuses ${name}, whole and in pieces`, () => {
      everyCut([stream], (chunks, how) => {
        const { framer, seen } = collect()
        const push = () => {
          for (const chunk of chunks) framer.push(chunk)
        }
        expect(push, how).toThrow(ProtocolError)
        expect(seen, how).toEqual([])
      })
    })
  }

  test('says of a TLS alert what it is, whole and in pieces', () => {
    everyCut([Buffer.from([0x15, 3, 3, 0, 2, 2, 70, 0])], (chunks, how) => {
      const { framer } = collect()
      const push = () => {
        for (const chunk of chunks) framer.push(chunk)
      }
      expect(push, how).toThrow(/speaks TLS.*give the option tls/)
    })
  })

  test('a decompression bomb stops at the size its header claims', () => {
    const { framer } = collect()
    const bomb = compressed(frame(3, Buffer.alloc(16 * 1024 * 1024)), 4096)
    const before = process.memoryUsage().arrayBuffers
    expect(() => {
      framer.push(bomb)
    }).toThrow(ProtocolError)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024)
  })
})
