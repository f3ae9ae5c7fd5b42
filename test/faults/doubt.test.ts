import { describe, expect, test } from 'vitest'
import { AerospikeError, type Client, ops, rows } from '../../src/index.ts'
import type { FaultAction } from '../../src/testing/index.ts'
import { keyOf, type Rig, rig, until } from './rig.ts'

// Whether a failure leaves open that something was written, as a table: what happened, and what it happened to. "yes" is in doubt,
// "no" is not, "done" is no failure at all.

const key = keyOf('k')
const LIMIT = { timeout: 250, maxRetries: 0 } as const

/** What it happens to; gives the error, if any. */
const CALLS = {
  get: (client) => client.get(key, LIMIT),
  'operate that reads': (client) => client.operate(key, [ops.read('a')], LIMIT),
  put: (client) => client.put(key, { a: 1 }, LIMIT),
  remove: (client) => client.remove(key, LIMIT),
  'operate that writes': (client) => client.operate(key, [ops.add('a', 1), ops.read('a')], LIMIT),
  'row that reads': (client) => rowOf(client.batch([rows.get(key)], LIMIT)),
  'row that writes': (client) => rowOf(client.batch([rows.put(key, { a: 1 })], LIMIT)),
  job: (client) => client.query('test', 'faults').execute([ops.add('a', 1)], { timeout: 250 }),
} as const satisfies { readonly [name: string]: (client: Client) => Promise<unknown> }
type Call = keyof typeof CALLS
const NAMES = Object.keys(CALLS) as Call[]

/** The error of the only row, as if it were the call's. */
async function rowOf(batch: Promise<readonly { readonly status: string }[]>): Promise<void> {
  const [row] = await batch
  if (row?.status === 'error') throw (row as unknown as { readonly error: AerospikeError }).error
}

type Answer = 'yes' | 'no' | 'done'

/** Columns as in CALLS. */
type Row = readonly [
  situation: string,
  (parts: Rig) => unknown,
  ...answers: [Answer, Answer, Answer, Answer, Answer, Answer, Answer, Answer],
]

function fault(action: FaultAction): (parts: Rig) => void {
  return ({ server }) => {
    server.faults.add({ match: { when: ({ command }) => command !== 'info' }, action })
  }
}

/** What is sent before the client knows that its connections are gone is in doubt. */
async function refuse({ server, client }: Rig): Promise<void> {
  await server.nodes[0]!.refuseConnections()
  server.nodes[0]!.dropConnections()
  await until(() => client.stats().nodes[0]?.open === 0)
}

const READS_ARE_NEVER = ['no', 'no'] as const
const OPEN = [...READS_ARE_NEVER, 'yes', 'yes', 'yes', 'no', 'yes', 'yes'] as const
const SURE = [...READS_ARE_NEVER, 'no', 'no', 'no', 'no', 'no', 'no'] as const

const TABLE: readonly Row[] = [
  ['nothing wrong', () => undefined, 'done', 'done', 'done', 'done', 'done', 'done', 'done', 'done'],
  ['the node cannot be connected to', refuse, ...SURE],
  ['it breaks the connection, and did nothing', fault({ type: 'drop' }), ...OPEN],
  ['it breaks the connection when it is done', fault({ type: 'drop', applied: true }), ...OPEN],
  ['it never answers, and did nothing', fault({ type: 'stall' }), ...OPEN],
  ['it never answers, and is done', fault({ type: 'stall', applied: true }), ...OPEN],
  ['it answers half, and breaks the connection', fault({ type: 'partial', bytes: 20 }), ...OPEN],
  ['it answers half, and then no more', fault({ type: 'partial', bytes: 20, then: 'stall' }), ...OPEN],
  ['it answers garbage', fault({ type: 'garbage' }), ...OPEN],
  ['it answers too late', fault({ type: 'delay', ms: 600 }), ...OPEN],
  [
    'it was out of time itself (9)',
    fault({ type: 'code', code: 9 }),
    ...READS_ARE_NEVER,
    'yes',
    'yes',
    'yes',
    'no',
    'yes',
    'no',
  ],
  // A batch that is refused as a whole may have been carried out in part, unless the refusal is one from before its rows.
  [
    'it refuses for good (8)',
    fault({ type: 'code', code: 8 }),
    ...READS_ARE_NEVER,
    'no',
    'no',
    'no',
    'no',
    'yes',
    'no',
  ],
  [
    'it refuses for now (18)',
    fault({ type: 'code', code: 18 }),
    ...READS_ARE_NEVER,
    'no',
    'no',
    'no',
    'no',
    'yes',
    'no',
  ],
  [
    'it has not the partition (11)',
    fault({ type: 'code', code: 11 }),
    ...READS_ARE_NEVER,
    'no',
    'no',
    'no',
    'no',
    'yes',
    'no',
  ],
  ['its queues are full (152)', fault({ type: 'code', code: 152 }), ...SURE],
  ['it does not allow it (81)', fault({ type: 'code', code: 81 }), ...SURE],
]

describe.each(TABLE)('%s', (_situation, prepare, ...answers) => {
  test.each(NAMES.map((name, i) => [name, answers[i]] as const))('%s: %s', async (name, answer) => {
    const parts = await rig({ silenceLimit: 0, maxErrorRate: 0, tendInterval: 60_000 })
    await parts.client.put(key, { a: 0 })
    await prepare(parts)
    const error = await CALLS[name](parts.client).then(
      () => undefined,
      (failed: unknown) => failed,
    )
    if (answer === 'done') expect(error).toBeUndefined()
    else {
      expect(error).toBeInstanceOf(AerospikeError)
      expect((error as AerospikeError).inDoubt).toBe(answer === 'yes')
    }
  })
})

describe('what was sent once and then refused', () => {
  test.each(['put', 'operate that writes'] as const)('is in doubt: %s', async (name) => {
    const { server, client } = await rig({ silenceLimit: 0 })
    await client.put(key, { a: 0 })
    const calls = {
      put: () => client.put(key, { a: 1 }, { maxRetries: 1 }),
      'operate that writes': () => client.operate(key, [ops.add('a', 1)], { maxRetries: 1 }),
    }
    server.faults.add({ match: { set: 'faults' }, times: 1, action: { type: 'drop' } })
    server.faults.add({ match: { set: 'faults' }, action: { type: 'code', code: 22 } })
    const error = await calls[name]().catch((failed: unknown) => failed)
    expect(error).toMatchObject({ code: 'FORBIDDEN', attempts: 2, inDoubt: true })
  })
})
