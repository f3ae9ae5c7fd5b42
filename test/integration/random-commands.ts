import { type Client, Expression, type Key, lists, maps, type Operation, ops } from '../../src/index.ts'

// Commands on one record, made at random, and what is seen of their outcome: for runs that must end alike.

/** Numbers that depend on nothing but where they begin. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b_79f5) >>> 0
    let word = Math.imul(state ^ (state >>> 15), state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return Math.floor((((word ^ (word >>> 14)) >>> 0) / 0x1_0000_0000) * below)
  }
}

type Pick = <T>(items: readonly T[]) => T
/** One command, as a function of whose record it is. */
export type Command = (client: Client, key: Key) => Promise<unknown>

const EXISTS = ['update', 'updateOnly', 'replace', 'replaceOnly', 'createOnly'] as const
/** The bin n is below 5: [LT, [BIN, int, 'n'], 5]. */
const isSmall = Expression.fromBytes(Buffer.from([0x93, 0x05, 0x93, 0x51, 0x02, 0xa1, 0x6e, 0x05]))

function writeOptions(pick: Pick, below: (n: number) => number): object {
  return {
    ...(below(3) === 0 && { exists: pick(EXISTS) }),
    ...(below(4) === 0 && { generation: below(4), generationPolicy: pick(['equal', 'greater']) }),
    ...(below(4) === 0 && { ttl: pick([-1, 1_000, -2]) }),
    ...(below(3) === 0 && { sendKey: true }),
    ...(below(5) === 0 && { filterExpression: isSmall }),
    ...(below(12) === 0 && { durableDelete: true }),
    ...(below(6) === 0 && { timeout: 5_000 }),
    ...(below(6) === 0 && { commitLevel: 'master' }),
  }
}

function readOptions(pick: Pick, below: (n: number) => number): object {
  return {
    ...(below(3) === 0 && { bins: pick([['n'], ['n', 'none'], ['s', 'l']]) }),
    ...(below(5) === 0 && { filterExpression: isSmall }),
    ...(below(5) === 0 && { readMode: 'all' }),
    ...(below(5) === 0 && { replica: 'master' }),
  }
}

function operations(pick: Pick, below: (n: number) => number): Operation[] {
  const one = (): Operation =>
    pick([
      () => ops.read('n'),
      () => ops.add('n', below(5)),
      () => ops.write('s', `s${below(9)}`),
      () => ops.touch(),
      () => ops.read('none'),
      () => lists.append('l', below(9)),
      () => lists.getByIndex('l', 0, { returnType: 'value' }),
      () => lists.size('l'),
      () => maps.put('m', `k${below(3)}`, below(9)),
      () => maps.size('n'),
      () => ops.remove(),
    ])()
  return Array.from({ length: 1 + below(4) }, one)
}

/** A command of any kind, a good one or one that is refused here or by the server. */
export function command(below: (n: number) => number): Command {
  const pick: Pick = (items) => items[below(items.length)] as (typeof items)[number]
  const write = writeOptions(pick, below)
  const read = readOptions(pick, below)
  const n = below(10)
  // Chosen here: each command is made once and run twice.
  const size = pick([100, 5_000, 30_000])
  const list = operations(pick, below)
  const fits = below(2) === 0
  return pick<() => Command>([
    () => (client, key) => client.get(key, read),
    () => (client, key) => client.get(key),
    () => (client, key) => client.exists(key),
    () => (client, key) => client.put(key, { n, s: `text ${n}`, l: [n] }, write),
    () => (client, key) => client.put(key, { n }, write),
    () => (client, key) => client.put(key, { s: 'x'.repeat(size) }, write),
    () => (client, key) => client.put(key, { ['a name that is too long']: n }, write),
    () => (client, key) => client.add(key, fits ? { n: 1 } : { s: 1 }),
    () => (client, key) => client.append(key, fits ? { s: 'y' } : { n: 'y' }),
    () => (client, key) => client.remove(key, { ...(n < 3 && { generation: n }) }),
    () => (client, key) => client.touch(key, { ttl: 2_000 }),
    () => (client, key) => client.operate(key, list),
  ])()
}

/** What a caller sees, without the record's own name. */
export function seen(outcome: PromiseSettledResult<unknown>, set: string): unknown {
  const plain = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (name, item: unknown) => {
        if (name === 'key' || name === 'node' || name === 'digest' || name === 'cause') return undefined
        // Seconds pass between the two.
        if (typeof item === 'string' && item.length > 200) return item.length
        if (name === 'ttl' && typeof item === 'number' && item > 0) return Math.round(item / 100)
        return item
      }),
    )
  if (outcome.status === 'fulfilled') return plain(outcome.value)
  const text = JSON.stringify(plain(outcome.reason))
  return text.replaceAll(`/${set}/`, '/set/')
}
