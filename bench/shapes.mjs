// What is measured. Each shape runs in every contender with the same keys, records and number of operations.

export const RECORDS = 10_000
export const NAMESPACE = process.env.BENCH_NAMESPACE ?? 'test'
export const SET = 'bench'
/** Holds 100,000 records for batches and queries. */
export const RICH_SET = 'bench-rich'
export const RICH_RECORDS = 100_000
/** Only contenders that know the protocol's longer answers run these. */
export const LONG_KINDS = ['batch', 'query']

/** The record under number `i`: small, as a session or a counter is. */
export const binsOf = (i) => ({ i, name: `user-${i}` })
/** The record of batches and queries: an integer, a text, a list and a map. */
export const richBinsOf = (i) => ({
  i,
  name: `user-${i}`,
  tags: ['a', 'b', i],
  profile: { age: i % 90, city: 'Bern' },
})

export const SHAPES = {
  'get-5000': { kind: 'get', flight: 5_000, operations: 50_000, title: 'get, Promise.all of 5,000' },
  'put-5000': { kind: 'put', flight: 5_000, operations: 50_000, title: 'put, Promise.all of 5,000' },
  'get-100': { kind: 'get', flight: 100, operations: 30_000, title: 'get, 100 in flight' },
  'put-100': { kind: 'put', flight: 100, operations: 30_000, title: 'put, 100 in flight' },
  'get-1': { kind: 'get', flight: 1, operations: 3_000, title: 'get, one at a time' },
  'batch-5000': {
    kind: 'batch',
    keys: 5_000,
    operations: 50_000,
    title: 'batch read of 5,000 records, records',
  },
  'query-100000': {
    kind: 'query',
    operations: 100_000,
    title: 'query of 100,000 records, one by one, records',
  },
  'put-1': { kind: 'put', flight: 1, operations: 3_000, title: 'put, one at a time' },
}

/** `operations` calls of `one(i)`, `flight` of them at a time: in bursts that end together when `burst`, else kept full. */
export async function drive(one, { flight, operations }) {
  if (flight >= 1_000) {
    for (let done = 0; done < operations; done += flight) {
      const burst = new Array(flight)
      for (let i = 0; i < flight; i++) burst[i] = one((done + i) % RECORDS)
      await Promise.all(burst)
    }
    return
  }
  let next = 0
  const lane = async () => {
    while (next < operations) await one(next++ % RECORDS)
  }
  await Promise.all(Array.from({ length: flight }, lane))
}
