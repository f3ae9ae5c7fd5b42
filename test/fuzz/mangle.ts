import { deflateSync } from 'node:zlib'

/** Random numbers that come again with the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Random = () => number
type Mangler = (frame: Buffer, random: Random) => Buffer

const HEADER = 8
const INFO = 1
const MESSAGE = 3
const COMPRESSED = 4

const below = (random: Random, limit: number): number => Math.floor(random() * limit)

function frameOf(type: number, body: Buffer, size = body.length): Buffer {
  const header = Buffer.alloc(HEADER)
  header[0] = 2
  header[1] = type
  header.writeUIntBE(size, 2, 6)
  return Buffer.concat([header, body])
}

function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(random, 256)))
}

/** Bytes that look like lengths, counts and types. */
const TELLING = [0, 1, 0x7f, 0x80, 0x91, 0xc7, 0xd4, 0xdb, 0xdd, 0xdf, 0xff]

/** What can be wrong with an answer of any kind. */
const MANGLERS: readonly Mangler[] = [
  (_frame, random) => randomBytes(random, 1 + below(random, 200)),
  (frame, random) => frame.subarray(0, below(random, frame.length)),
  // More than the largest frame there is, or more than comes.
  (frame, random) => frameOf(MESSAGE, frame.subarray(HEADER), 2 ** (20 + below(random, 27))),
  (frame, random) => frameOf(MESSAGE, frame.subarray(HEADER), frame.length - HEADER + 1 + below(random, 100)),
  (frame, random) => frameOf(MESSAGE, frame.subarray(HEADER), below(random, frame.length)),
  (frame, random) => frameOf(below(random, 256), frame.subarray(HEADER)),
  (frame) => frameOf(MESSAGE, Buffer.alloc(0), frame.length % 3),
  (frame) => Buffer.concat([frame, frame]),
  (_frame, random) => frameOf(MESSAGE, randomBytes(random, 22 + below(random, 60))),
  (frame, random) => {
    const bytes = Buffer.from(frame)
    for (let i = 1 + below(random, 4); i > 0 && bytes.length > HEADER; i--)
      bytes[HEADER + below(random, bytes.length - HEADER)] = TELLING[below(random, TELLING.length)] as number
    return bytes
  },
  (frame, random) => {
    const bytes = Buffer.from(frame)
    bytes[below(random, bytes.length)] = below(random, 256)
    return bytes
  },
  // Sizes within: number of fields and of operations, and the size of the first operation.
  (frame, random) => {
    const bytes = Buffer.from(frame)
    const at = HEADER + 18 + below(random, 4)
    if (at + 4 < bytes.length) bytes.writeUInt32BE(below(random, 2 ** 32), at)
    return bytes
  },
  (frame, random) =>
    compressed(deflateSync(frame), below(random, 2) === 0 ? frame.length : below(random, 2 ** 31)),
  // What unfolds to far more than it says.
  (_frame, random) =>
    compressed(deflateSync(Buffer.alloc(1 + below(random, 4_000_000))), below(random, 1_000)),
  (_frame, random) => compressed(randomBytes(random, below(random, 100)), below(random, 2 ** 20)),
  (frame, random) => frameOf(COMPRESSED, frame.subarray(0, below(random, frame.length))),
  (frame) => compressed(deflateSync(compressed(deflateSync(frame), frame.length)), frame.length + 16),
]

function compressed(body: Buffer, size: number): Buffer {
  const head = Buffer.alloc(8)
  head.writeBigUInt64BE(BigInt(size))
  return frameOf(COMPRESSED, Buffer.concat([head, body]))
}

/** Texts in place of an answer to an info request. Addresses among them lead nowhere but to this machine. */
const TEXTS: readonly string[] = [
  '',
  '\n',
  '\t\t\t\n\n',
  'node',
  'node\t\n',
  'node\tZZZZ\npeers-generation\t-5\npartition-generation\t99999999999999999999\n',
  'peers-generation\t1\npeers-generation\t2\nnode\tA\nnode\tB\n',
  'build\t\nnode\tBB9000000000001\n',
  'build\t1.2\nnode\tBB9000000000001\n',
  'peers-clear-std\t1,3000,[[\n',
  'peers-clear-std\t1,3000,[[A,,[127.0.0.1:1]],[A,,[127.0.0.1:1]]]\n',
  'peers-clear-std\t1,3000,[[A,,[127.0.0.1:99999999]]]\n',
  `peers-clear-std\t1,3000,[${'['.repeat(20_000)}\n`,
  `peers-clear-std\t1,3000,[${Array.from({ length: 300 }, (_, i) => `[P${i},,[127.0.0.1:${i + 1}]]`).join(',')}]\n`,
  'peers-clear-std\t-1,,[[,,[]]]\n',
  'replicas\ttest:0,2,AAAA,AAAA\n',
  'replicas\ttest:0,99999999,\n',
  'replicas\ttest:-1,2\n',
  'replicas\t:;,;,;,\n',
  `replicas\t${'test:1,1,;'.repeat(10_000)}\n`,
  'replicas\ttest:0,1,!!!!\n',
  'ERROR:4:no\n',
  'node\tERROR:80:not authenticated\n',
  'FAIL\n',
  `${'x'.repeat(200_000)}\n`,
  '\u0000\u0001\u0002\u{fffd}\n',
]

/** An answer in another form than a node would give it. */
export function mangle(frame: Buffer, random: Random): Buffer {
  if (frame[1] === INFO) {
    const text = TEXTS[below(random, TEXTS.length)] as string
    return random() < 0.7 ? frameOf(INFO, Buffer.from(text)) : frame.subarray(0, below(random, frame.length))
  }
  return (MANGLERS[below(random, MANGLERS.length)] as Mangler)(frame, random)
}
