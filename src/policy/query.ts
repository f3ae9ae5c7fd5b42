import { BASE_OPTIONS, READ_OPTIONS, WRITE_OPTIONS } from './command.ts'
import { choice, custom, defaultsOf, integer, pick, type Resolved } from './table.ts'

const DAY = 86_400_000
const RATE_MAX = 0xffff_ffff
const NODES_MAX = 1_000

/** Options of a query that records come back from. */
export const QUERY_OPTIONS = {
  timeout: integer(
    0,
    0,
    DAY,
    'Milliseconds for the whole query, the time of its consumer included. 0 is no limit.',
  ),
  socketTimeout: integer(
    30_000,
    0,
    DAY,
    'Longest silence of a node in milliseconds while the consumer waits for it. 0 is no limit of its own.',
  ),
  maxRetries: integer(
    5,
    0,
    1_000,
    'How often in a row partitions are asked for again that no node could serve. A try that brought records is not counted.',
  ),
  sleepBetweenRetries: integer(
    0,
    0,
    DAY,
    'Least milliseconds between two tries; the client itself waits longer from one to the next, up to 2 s.',
  ),
  replica: choice(
    ['sequence', 'master', 'preferRack'],
    'sequence',
    'Which copy of a partition is asked: the master first and then the others; the master only; one in the own rack.',
  ),
  filterExpression: {
    ...BASE_OPTIONS.filterExpression,
    doc: 'Only records for which this expression is true come back.',
  },
  ...pick(READ_OPTIONS, 'sleepMultiplier', 'compress', 'signal', 'integers', 'maps'),
  maxRecords: integer(0, 0, Number.MAX_SAFE_INTEGER, 'Most records that come back. 0: all.'),
  recordsPerSecond: integer(
    0,
    0,
    RATE_MAX,
    'Most records a second from each node. 0: no limit. Not with `expectedDuration: "short"`.',
  ),
  expectedDuration: choice(
    ['long', 'short', 'longRelaxAp'],
    'long',
    'How the nodes run it: as a long query; as a short one, without monitoring and within `timeout` (1 s when that is 0); as a long one that also reads partitions that are not complete yet (available namespaces).',
  ),
  concurrency: integer(0, 0, NODES_MAX, 'Most nodes that are asked at a time. 0: all.'),
} as const

/** Options of a job that writes to what a query finds. */
export const EXECUTE_OPTIONS = {
  timeout: {
    ...BASE_OPTIONS.timeout,
    default: 10_000,
    doc: 'Milliseconds for starting the job on all nodes.',
  },
  filterExpression: {
    ...BASE_OPTIONS.filterExpression,
    doc: 'Only records for which this expression is true are changed.',
  },
  ...pick(WRITE_OPTIONS, 'socketTimeout', 'ttl', 'commitLevel', 'durableDelete', 'signal'),
  recordsPerSecond: integer(
    0,
    0,
    RATE_MAX,
    'Most records a second on each node; at most its background-query-max-rps, which also stands for 0.',
  ),
} as const

/** Options of waiting for something that nodes do in the background. */
export const WAIT_OPTIONS = {
  timeout: integer(30_000, 0, DAY, 'Milliseconds until the wait is given up. 0 is no limit.'),
  interval: integer(100, 1, DAY, 'Milliseconds between two looks; they grow to ten times as long.'),
  signal: BASE_OPTIONS.signal,
} as const

/** Options of `toArray`. */
export const TO_ARRAY_OPTIONS = {
  limit: integer(0, 0, Number.MAX_SAFE_INTEGER, 'At most so many records; the rest is not fetched. 0: all.'),
} as const

/** Options of `forEach`. */
export const FOR_EACH_OPTIONS = {
  concurrency: integer(1, 1, 1_000_000, 'How many calls may be under way.'),
} as const

/** Options of whatever is asked of nodes by info commands. */
export const INFO_OPTIONS = {
  timeout: integer(
    10_000,
    1,
    DAY,
    'Milliseconds for all of it: finding the cluster, and every request that belongs to it.',
  ),
  node: custom<string | undefined>(
    undefined,
    (value) => (typeof value === 'string' ? undefined : "must be a node's id"),
    'Id of the node to ask; any node when left out.',
  ),
  signal: BASE_OPTIONS.signal,
} as const

export type QueryPolicy = Resolved<typeof QUERY_OPTIONS>
export type ExecutePolicy = Resolved<typeof EXECUTE_OPTIONS>
export type WaitPolicy = Resolved<typeof WAIT_OPTIONS>
export type InfoPolicy = Resolved<typeof INFO_OPTIONS>

export const QUERY_DEFAULTS: QueryPolicy = defaultsOf(QUERY_OPTIONS)
export const EXECUTE_DEFAULTS: ExecutePolicy = defaultsOf(EXECUTE_OPTIONS)
export const WAIT_DEFAULTS: WaitPolicy = defaultsOf(WAIT_OPTIONS)
export const INFO_DEFAULTS: InfoPolicy = defaultsOf(INFO_OPTIONS)
