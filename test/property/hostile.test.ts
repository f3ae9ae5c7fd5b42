import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AerospikeError } from '../../src/errors/index.ts'
import { DECODE_DEFAULTS, type DecodeOptions, type Value } from '../../src/values.ts'
import { Framer } from '../../src/wire/framer.ts'
import { decodeInfo, infoFailure, parsePairs } from '../../src/wire/info.ts'
import { packValue } from '../../src/wire/msgpack/pack.ts'
import { readParticle } from '../../src/wire/particle.ts'
import { ParticleType } from '../../src/wire/proto.ts'
import { readBins, readFields, readOperationCount, readResultCode } from '../../src/wire/reply.ts'
import { ValueFailure } from '../../src/wire/value-failure.ts'
import { Writer } from '../../src/wire/writer.ts'
import { smallValue } from './arbitraries.ts'
import { RUNS, SEED } from './settings.ts'

const settings = { numRuns: RUNS * 3, seed: SEED }

/** Damage: bits flipped, bytes overwritten by what looks like a length, cut out, put in, cut off. */
type Damage = [kind: number, at: number, byte: number]
const damage = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 4 }),
    fc.nat(),
    fc.constantFrom(0, 1, 0x7f, 0x80, 0x91, 0xc7, 0xd4, 0xdb, 0xdd, 0xdf, 0xff),
  ),
  { maxLength: 4 },
)

function damaged(source: Buffer, wounds: readonly Damage[]): Buffer {
  let bytes = Buffer.from(source)
  for (const [kind, place, byte] of wounds) {
    const at = bytes.length === 0 ? 0 : place % bytes.length
    if (kind === 0 && bytes.length > 0) bytes[at] = bytes[at]! ^ (1 << (byte & 7))
    else if (kind === 1) bytes.fill(byte, at, Math.min(at + 4, bytes.length))
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + (byte & 7))])
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)])
    else bytes = bytes.subarray(0, at)
  }
  return bytes
}

/** A value, or an error of ours; anything else that is thrown fails the test. */
function orOurs<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof AerospikeError) return undefined
    throw error
  }
}

/** How many values something decoded consists of. */
function count(item: unknown): number {
  if (Array.isArray(item)) return item.reduce<number>((sum, each) => sum + count(each), 1)
  if (item instanceof Map) return [...item].reduce((sum, [k, v]) => sum + count(k) + count(v), 1)
  if (typeof item !== 'object' || item === null || ArrayBuffer.isView(item) || item.constructor !== Object)
    return 1
  return Object.values(item).reduce<number>((sum, each) => sum + 1 + count(each), 1)
}

const options: fc.Arbitrary<DecodeOptions> = fc.record({
  integers: fc.constantFrom('auto', 'number', 'bigint'),
  maps: fc.constantFrom('auto', 'map', 'object'),
})
const particleType = fc.oneof(fc.constantFrom(...Object.values(ParticleType)), fc.nat({ max: 255 }))
const packed = smallValue.map((item) => {
  const writer = new Writer(1)
  packValue(writer, item)
  return writer.toBuffer()
})

describe('particles', () => {
  /** Reads from between bytes that, if read, would be seen: the answer must not depend on them. */
  function read(type: number, bytes: Buffer, decode: DecodeOptions): void {
    const results = [0x00, 0xff].map((guard) => {
      const guarded = Buffer.concat([Buffer.alloc(16, guard), bytes, Buffer.alloc(16, guard)])
      return orOurs(() => readParticle(type, guarded, 16, 16 + bytes.length, decode))
    })
    expect(results[0]).toEqual(results[1])
    expect(count(results[0])).toBeLessThanOrEqual(2 * bytes.length + 1)
  }

  test('of random bytes give a value or an error of ours', () => {
    fc.assert(
      fc.property(particleType, fc.uint8Array({ maxLength: 60 }), options, (type, bytes, decode) => {
        read(type, Buffer.from(bytes), decode)
      }),
      settings,
    )
  })

  test('of damaged lists and maps give a value or an error of ours', () => {
    fc.assert(
      fc.property(packed, damage, options, (bytes, wounds, decode) => {
        read(ParticleType.list, damaged(bytes, wounds), decode)
      }),
      settings,
    )
  })

  test('of one byte again and again give a value or an error of ours, at once', () => {
    const prefix = fc.uint8Array({ maxLength: 4 })
    fc.assert(
      fc.property(
        prefix,
        fc.nat({ max: 255 }),
        fc.integer({ min: 1, max: 20_000 }),
        options,
        (head, byte, length, decode) => {
          const bytes = Buffer.concat([head, Buffer.alloc(length, byte)])
          orOurs(() => readParticle(ParticleType.map, bytes, 0, bytes.length, decode))
          orOurs(() => readParticle(ParticleType.list, bytes, 0, bytes.length, decode))
        },
      ),
      { ...settings, numRuns: RUNS },
    )
  })
})

describe('replies', () => {
  const name = fc.string({ maxLength: 15 })
  const reply = fc
    .record({
      fields: fc.array(fc.tuple(fc.nat({ max: 50 }), fc.uint8Array({ maxLength: 10 })), { maxLength: 3 }),
      bins: fc.array(fc.tuple(name, particleType, fc.oneof(packed, fc.uint8Array({ maxLength: 12 }))), {
        maxLength: 4,
      }),
    })
    .map(({ fields, bins }) => {
      const writer = new Writer(64)
      writer.bytes(Buffer.from([22, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]))
      writer.u16(fields.length)
      writer.u16(bins.length)
      for (const [type, data] of fields) {
        writer.u32(data.length + 1)
        writer.u8(type)
        writer.bytes(data)
      }
      for (const [bin, type, data] of bins) {
        const mark = writer.beginLength()
        writer.u8(1)
        writer.u8(type)
        writer.u8(0)
        writer.u8(Buffer.byteLength(bin))
        writer.utf8(bin)
        writer.bytes(data)
        writer.endLength(mark)
      }
      return writer.toBuffer()
    })

  test('damaged give bins or an error of ours', () => {
    fc.assert(
      fc.property(reply, damage, (bytes, wounds) => {
        const body = damaged(bytes, wounds)
        const guarded = Buffer.concat([body, Buffer.alloc(32, 0xff)])
        const bins = orOurs(() => {
          readResultCode(guarded, 0, body.length)
          const at = readFields(guarded, 0, body.length)
          return readBins(guarded, at, body.length, readOperationCount(guarded, 0), DECODE_DEFAULTS)
        })
        expect(count(bins)).toBeLessThanOrEqual(2 * body.length + 1)
        expect(Object.getPrototypeOf(bins ?? {})).toBe(Object.prototype)
      }),
      settings,
    )
  })
})

describe('frames', () => {
  function frame(type: number, body: Buffer): Buffer {
    const header = Buffer.from([2, type, 0, 0, 0, 0, 0, 0])
    header.writeUIntBE(body.length, 2, 6)
    return Buffer.concat([header, body])
  }

  function compressed(inner: Buffer): Buffer {
    const size = Buffer.alloc(8)
    size.writeUInt32BE(inner.length, 4)
    return frame(4, Buffer.concat([size, deflateSync(inner)]))
  }

  const one = fc
    .tuple(fc.constantFrom(1, 2, 3), fc.uint8Array({ maxLength: 300 }))
    .map(([type, body]) => frame(type, Buffer.from(body)))
  const stream = fc
    .array(fc.oneof(one, one.map(compressed)), { maxLength: 5 })
    .map((frames) => Buffer.concat(frames))

  /** The frames that come out of a stream cut at the places given; the same ones up to the first damage, however it is cut. */
  function run(bytes: Buffer, cuts: readonly number[]): { frames: string[]; broken: boolean } {
    const frames: string[] = []
    const framer = new Framer((type, buffer, start, end) => {
      frames.push(`${type} ${buffer.toString('hex', start, end)}`)
    })
    const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b)
    const broken = orOurs(() => {
      let from = 0
      for (const to of [...places, bytes.length]) {
        const chunk = Buffer.from(bytes.subarray(from, to))
        framer.push(chunk)
        chunk.fill(0xee)
        from = to
      }
      return false
    })
    return { frames, broken: broken ?? true }
  }

  test('damaged give frames or an error of ours, and always the same however they are cut', () => {
    fc.assert(
      fc.property(stream, damage, fc.array(fc.nat(), { maxLength: 10 }), (bytes, wounds, cuts) => {
        const hurt = damaged(bytes, wounds)
        expect(run(hurt, cuts)).toEqual(run(hurt, []))
      }),
      settings,
    )
  })

  test('random bytes give frames or an error of ours', () => {
    const head = fc.constantFrom(Buffer.alloc(0), Buffer.from([2, 3]), Buffer.from([2, 4, 0, 0, 0, 0]))
    fc.assert(
      fc.property(
        head,
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (start, rest, cuts) => {
          const bytes = Buffer.concat([start, rest])
          expect(run(bytes, cuts)).toEqual(run(bytes, []))
        },
      ),
      settings,
    )
  })

  test('a header that claims up to the limit keeps no more than twice what came', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1 << 20, max: 128 << 20 }),
        fc.integer({ min: 8, max: 200_000 }),
        (size, come) => {
          const bytes = Buffer.alloc(come)
          bytes[0] = 2
          bytes[1] = 3
          bytes.writeUIntBE(size, 2, 6)
          const before = process.memoryUsage().arrayBuffers
          let frames = 0
          const framer = new Framer(() => frames++)
          framer.push(bytes)
          expect(frames).toBe(0)
          expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(2 * come + 65_536)
        },
      ),
      { ...settings, numRuns: 50 },
    )
  })
})

describe('info answers', () => {
  test('of any bytes are read', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('ERROR', 'FAIL', ':', '\t', '\n', '=', ';', '4', '-'))
    fc.assert(
      fc.property(
        fc.array(line).map((parts) => Buffer.from(parts.join(''))),
        fc.array(line),
        (bytes, commands) => {
          for (const [command, answer] of decodeInfo(bytes, 0, bytes.length, commands)) {
            parsePairs(answer)
            for (const piece of [command, answer]) {
              const failure = infoFailure(piece)
              if (failure !== undefined) expect(Number.isInteger(failure.resultCode)).toBe(true)
            }
          }
        },
      ),
      settings,
    )
  })
})

describe('the packer', () => {
  test('of anything at all gives bytes or a failure that becomes an error of ours', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
          withBoxedValues: true,
          withObjectString: true,
        }),
        (item) => {
          const writer = new Writer(1)
          try {
            packValue(writer, item as Value)
          } catch (error) {
            expect(error).toBeInstanceOf(ValueFailure)
            expect((error as ValueFailure).toError('Bin b')).toBeInstanceOf(AerospikeError)
            return
          }
          expect(() =>
            readParticle(ParticleType.list, writer.buffer, 0, writer.position, DECODE_DEFAULTS),
          ).not.toThrow()
        },
      ),
      settings,
    )
  })
})
