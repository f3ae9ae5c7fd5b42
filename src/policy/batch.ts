import { BASE_OPTIONS, GET_OPTIONS, READ_OPTIONS, WRITE_OPTIONS } from './command.ts'
import { boolean, custom, defaultsOf, integer, pick, type Resolved } from './table.ts'

const RETRIES_MAX = 1_000
const NODES_MAX = 1_000
const ROWS_MAX = 1_000_000

function checkRetries(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= RETRIES_MAX
    ? undefined
    : `must be a whole number from 0 to ${RETRIES_MAX}`
}

/** Options of a batch as a whole. */
export const BATCH_OPTIONS = {
  ...BASE_OPTIONS,
  timeout: {
    ...BASE_OPTIONS.timeout,
    doc: 'Milliseconds for the whole batch, its retries included. 0 is no limit.',
  },
  socketTimeout: {
    ...BASE_OPTIONS.socketTimeout,
    doc: 'Longest silence of a node in milliseconds; never longer than what is left of `timeout`. 0 is no limit of its own.',
  },
  maxRetries: custom<number | undefined>(
    undefined,
    checkRetries,
    'How often rows that need it are sent again. Left out: 2 when all rows only read, 0 when one of them writes.',
  ),
  filterExpression: {
    ...BASE_OPTIONS.filterExpression,
    doc: 'Only records for which this expression is true take part; the rows of others are `filteredOut`. A row may have its own.',
  },
  ...pick(READ_OPTIONS, 'readMode', 'readModeStrong', 'readTouchTtlPercent', 'integers', 'maps'),
  allowInline: boolean(
    true,
    'Let the server work on rows whose data is in memory one after another in the thread that took the request.',
  ),
  allowInlineSSD: boolean(false, 'The same for rows whose data is on a device.'),
  respondAllKeys: boolean(
    true,
    'Go on after a row that failed. False ends the answer of a node at its first failure, though the rows behind it may be carried out.',
  ),
  concurrency: integer(0, 0, NODES_MAX, 'Most nodes that are asked at a time. 0: all.'),
  throwOnError: boolean(false, 'Reject with a BatchError when a row failed; it carries all rows.'),
} as const

/** Options of a batch as a stream. */
export const BATCH_STREAM_OPTIONS = {
  ...BATCH_OPTIONS,
  timeout: {
    ...BASE_OPTIONS.timeout,
    default: 0,
    doc: 'Milliseconds for the whole stream, the time of its consumer included. 0 is no limit.',
  },
  requestSize: integer(5_000, 1, ROWS_MAX, 'Most rows in one request to a node.'),
  requestsInFlight: integer(
    2,
    1,
    1_000,
    'Chunks of `requestSize` rows that are under way at a time; each goes to the nodes that own its rows.',
  ),
} as const

/** Options of one row that reads. What is left out is as the batch says. */
export const READ_ROW_OPTIONS = pick(
  READ_OPTIONS,
  'filterExpression',
  'readMode',
  'readModeStrong',
  'readTouchTtlPercent',
)

/** Options of one row that writes. */
export const WRITE_ROW_OPTIONS = pick(
  WRITE_OPTIONS,
  'filterExpression',
  'ttl',
  'generation',
  'generationPolicy',
  'exists',
  'commitLevel',
  'durableDelete',
  'sendKey',
  'onLockingOnly',
)

/** Options of one row that runs operations: those of reading when all operations only read, else those of writing. */
export const OPERATE_ROW_OPTIONS = { ...READ_ROW_OPTIONS, ...WRITE_ROW_OPTIONS } as const

/** Options of one row that removes a record. */
export const REMOVE_ROW_OPTIONS = pick(
  WRITE_OPTIONS,
  'filterExpression',
  'generation',
  'generationPolicy',
  'commitLevel',
  'durableDelete',
  'sendKey',
)

/** Options of one row that calls a user-defined function. */
export const APPLY_ROW_OPTIONS = pick(
  WRITE_OPTIONS,
  'filterExpression',
  'ttl',
  'commitLevel',
  'durableDelete',
  'sendKey',
  'onLockingOnly',
)

/** Options of `getMany`. */
export const GET_MANY_OPTIONS = { ...BATCH_OPTIONS, bins: GET_OPTIONS.bins } as const
/** Options of `putMany` and `operateMany`: those of the batch, and those of its rows. */
export const PUT_MANY_OPTIONS = { ...WRITE_ROW_OPTIONS, ...BATCH_OPTIONS } as const
/** Options of `removeMany`. */
export const REMOVE_MANY_OPTIONS = { ...REMOVE_ROW_OPTIONS, ...BATCH_OPTIONS } as const

export type BatchPolicy = Resolved<typeof BATCH_OPTIONS>
export type BatchStreamPolicy = Resolved<typeof BATCH_STREAM_OPTIONS>
export type ReadRowPolicy = Resolved<typeof READ_ROW_OPTIONS>
export type WriteRowPolicy = Resolved<typeof WRITE_ROW_OPTIONS>

export const BATCH_DEFAULTS: BatchPolicy = defaultsOf(BATCH_OPTIONS)
export const WRITE_ROW_DEFAULTS: WriteRowPolicy = defaultsOf(WRITE_ROW_OPTIONS)
