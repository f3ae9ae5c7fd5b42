// What is measured. Each shape runs in every contender with the same keys, records and number of operations.

export const RECORDS = 10_000
export const NAMESPACE = process.env.BENCH_NAMESPACE ?? 'test'
export const SET = 'bench'
/** Holds 100,000 records for batches and queries. */
export const RICH_SET = 'bench-rich'
export const RICH_RECORDS = 100_000
/** Holds one record for each number of bins that the growth of a record is measured with. */
export const WIDE_SET = 'bench-wide'
/** Kinds that bare sockets can do: requests are encoded beforehand, and answers are one frame each. */
const PLAIN_KINDS = ['get', 'put', 'mixed']

/** The record under number `i`: small, as a session or a counter is. */
export const binsOf = (i) => ({ i, name: `user-${i}` })
/** The record of batches and queries: an integer, a text, a list and a map. */
export const richBinsOf = (i) => ({
  i,
  name: `user-${i}`,
  tags: ['a', 'b', i],
  profile: { age: i % 90, city: 'Bern' },
})
/** A record of `count` bins. */
export const wideBinsOf = (count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`b${i}`, i]))
/** Which of mixed commands are writes. */
export const isWrite = (i) => i % 2 === 0

/** `wave`: so many at once with Promise.all, then the next so many. `flight`: each that ends makes room for one more. */
const wave = (kind, wave, operations) => ({
  kind,
  wave,
  operations,
  title: `${kind}, Promise.all of ${wave.toLocaleString('en')}`,
})
const flight = (kind, flight, operations) => ({
  kind,
  flight,
  operations,
  title: flight === 1 ? `${kind}, one at a time` : `${kind}, ${flight} kept in flight`,
})

/** By name. `operations` is their number in one round, and `title` what people read. */
export const SHAPES = {
  'get-5000': wave('get', 5_000, 50_000),
  'put-5000': wave('put', 5_000, 50_000),
  'mixed-256': wave('mixed', 256, 25_600),
  'get-256': wave('get', 256, 25_600),
  'get-100': wave('get', 100, 20_000),
  'put-100': wave('put', 100, 20_000),
  'get-64': wave('get', 64, 12_800),
  'get-16': wave('get', 16, 9_600),
  'get-flight-100': flight('get', 100, 30_000),
  'put-flight-100': flight('put', 100, 30_000),
  'get-1': flight('get', 1, 5_000),
  'put-1': flight('put', 1, 5_000),
  'batch-5000': {
    kind: 'batch',
    keys: 5_000,
    operations: 50_000,
    title: 'batch read of 5,000 records',
  },
  'batch-put-5000': {
    kind: 'batchPut',
    keys: 5_000,
    operations: 50_000,
    title: 'batch write of 5,000 records',
  },
  'query-100000': {
    kind: 'query',
    operations: RICH_RECORDS,
    title: 'query of 100,000 records, one by one',
  },
}

/** A shape with a share of its operations: whole waves and batches of them. A query always reads all records. */
export function scaled(shape, share) {
  if (shape.kind === 'query') return shape
  const step = shape.wave ?? shape.keys ?? 1
  return { ...shape, operations: Math.max(1, Math.round((shape.operations * share) / step)) * step }
}

export const isPlain = ({ kind }) => PLAIN_KINDS.includes(kind)

/** Runs the operations of a shape as calls of `one(i)`. */
export async function drive(one, shape) {
  await (shape.wave === undefined ? driveFlight(one, shape) : driveWaves(one, shape))
}

async function driveWaves(one, { wave, operations }) {
  for (let done = 0; done < operations; done += wave) {
    const calls = new Array(wave)
    for (let i = 0; i < wave; i++) calls[i] = one((done + i) % RECORDS)
    await Promise.all(calls)
  }
}

async function driveFlight(one, { flight, operations }) {
  let next = 0
  const lane = async () => {
    while (next < operations) await one(next++ % RECORDS)
  }
  await Promise.all(Array.from({ length: flight }, lane))
}
