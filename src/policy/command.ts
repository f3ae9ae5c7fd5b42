import { isBase64 } from '../base64.ts'
import { isBytes, kindOf } from '../kinds.ts'
import type { FilterExpression } from './filter-expression.ts'
import { boolean, choice, custom, defaultsOf, integer, type Resolved } from './table.ts'

const DAY = 86_400_000
const UINT32_MAX = 0xffff_ffff

/**
 * Special values of `ttl`.
 *
 * @example
 * await client.put(key, { name: 'Ann' }, { ttl: Ttl.never })
 */
export const Ttl = {
  /** The namespace's (or set's) default-ttl. */
  namespaceDefault: 0,
  /** The record never expires. */
  never: -1,
  /** The write leaves the expiry as it is. */
  keep: -2,
} as const

function checkSignal(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value
    ? undefined
    : 'must be an AbortSignal'
}

function checkMultiplier(value: unknown): string | undefined {
  return typeof value === 'number' && value >= 1 && value <= 10 ? undefined : 'must be a number from 1 to 10'
}

function checkFilterExpression(value: unknown): string | undefined {
  if (isBytes(value)) return undefined
  if (typeof value === 'string')
    return isBase64(value) ? undefined : 'must be base64 of an expression when it is text'
  // Expressions know what they give; of bytes the server finds out.
  const { type = 'bool' } = kindOf(value) === 'Expression' ? (value as { readonly type?: string }) : {}
  if (type !== 'bool') return `must give a bool, not ${type}`
  return typeof value === 'object' && value !== null && 'bytes' in value && isBytes(value.bytes)
    ? undefined
    : 'must be an expression, its bytes, or its base64'
}

function checkGeneration(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff
    ? undefined
    : 'must be a whole number from 0 to 65535'
}

/** Options of every command. */
export const BASE_OPTIONS = {
  timeout: integer(
    1_000,
    0,
    DAY,
    'Milliseconds for the whole command: waiting, connecting, sending, retrying. 0 is no limit.',
  ),
  socketTimeout: integer(
    30_000,
    0,
    DAY,
    'Milliseconds for one attempt; never longer than what is left of `timeout`. 0 is no limit of its own.',
  ),
  maxRetries: integer(
    0,
    0,
    1_000,
    'How often the command is tried again after an attempt that failed for a passing reason.',
  ),
  sleepBetweenRetries: integer(
    0,
    0,
    DAY,
    'Milliseconds between two attempts, up to half as many more by chance. None before an attempt that goes to another copy for the first time.',
  ),
  sleepMultiplier: custom<number>(
    1,
    checkMultiplier,
    'What `sleepBetweenRetries` is multiplied with from one attempt to the next, from 1 to 10.',
  ),
  replica: choice(
    ['sequence', 'master', 'any', 'random', 'preferRack'],
    'sequence',
    'Which copy is asked: the master first and then the others; the master only; all in turn; any at random; one in the own rack.',
  ),
  filterExpression: custom<FilterExpression | undefined>(
    undefined,
    checkFilterExpression,
    'Only a record for which this expression is true takes part; else the command fails with `FILTERED_OUT`.',
  ),
  compress: boolean(
    false,
    'Compress what is sent when it is larger than 128 bytes, and ask for a compressed answer (enterprise edition).',
  ),
  coalesce: choice(
    ['auto', 'off'],
    'auto',
    'Whether the command may travel with others of the same turn of the event loop as one batch, where that is faster. The answer is the same.',
  ),
  signal: custom<AbortSignal | undefined>(undefined, checkSignal, 'Ends the command at any stage.'),
} as const

/** What becomes of a record that the filter leaves out; not among the options of batches, whose rows say so by their status. */
const FILTERED_OUT = choice(
  ['error', 'null'],
  'error',
  'What a command does when `filterExpression` leaves its record out: fail with `FILTERED_OUT`, or give null, and false where it gives a boolean.',
)

/** Options of reading. */
export const READ_OPTIONS = {
  ...BASE_OPTIONS,
  maxRetries: { ...BASE_OPTIONS.maxRetries, default: 2 },
  readMode: choice(
    ['one', 'all'],
    'one',
    'Whether one copy is asked, or all copies are compared while partitions move (available namespaces).',
  ),
  readModeStrong: choice(
    ['session', 'linearize', 'allowReplica', 'allowUnavailable'],
    'session',
    'How strict a read is in a namespace with strong consistency.',
  ),
  readTouchTtlPercent: integer(
    0,
    -1,
    100,
    'Renew the ttl when less than this share of it is left. 0: as the server is configured; -1: never.',
  ),
  integers: choice(
    ['auto', 'number', 'bigint'],
    'auto',
    'How integers come back: a number when safe, else a bigint; a number or an error; always a bigint.',
  ),
  maps: choice(
    ['auto', 'map', 'object'],
    'auto',
    'How maps come back: a plain object when every key is text, else a Map; always a Map; always an object.',
  ),
  filteredOut: FILTERED_OUT,
} as const

/** Options of writing. */
export const WRITE_OPTIONS = {
  ...BASE_OPTIONS,
  ttl: integer(
    0,
    -2,
    UINT32_MAX - 16,
    "Seconds until the record expires. 0: the namespace's default; -1: never; -2: keep what it is.",
  ),
  generation: custom<number | undefined>(
    undefined,
    checkGeneration,
    'The generation the record must have, as `generationPolicy` says.',
  ),
  generationPolicy: choice(
    ['equal', 'greater', 'ignore'],
    'equal',
    'How `generation` is compared: the record must have this one, or an older one.',
  ),
  exists: choice(
    ['update', 'updateOnly', 'replace', 'replaceOnly', 'createOnly'],
    'update',
    'What may be there: create or update; only update; create or replace all bins; only replace; only create.',
  ),
  commitLevel: choice(
    ['all', 'master'],
    'all',
    'Whether the answer waits for all copies or for the master only.',
  ),
  durableDelete: boolean(false, 'Leave a tombstone when the record is deleted (enterprise edition).'),
  sendKey: boolean(false, "Store the user's key with the record."),
  onLockingOnly: boolean(
    false,
    'In a transaction, fail when the record is locked already (enterprise edition).',
  ),
  filteredOut: FILTERED_OUT,
} as const

/** Options of `operate`: it may read and write. */
export const OPERATE_OPTIONS = {
  ...READ_OPTIONS,
  ...WRITE_OPTIONS,
  maxRetries: WRITE_OPTIONS.maxRetries,
  respondAllOps: boolean(
    true,
    'Have the server answer every operation. False lets it leave out answers that say nothing, where the others can still be told apart: a shorter reply with the same results.',
  ),
} as const

export type BasePolicy = Resolved<typeof BASE_OPTIONS>
export type ReadPolicy = Resolved<typeof READ_OPTIONS>
export type WritePolicy = Resolved<typeof WRITE_OPTIONS>
export type OperatePolicy = Resolved<typeof OPERATE_OPTIONS>

export const READ_DEFAULTS: ReadPolicy = defaultsOf(READ_OPTIONS)
export const WRITE_DEFAULTS: WritePolicy = defaultsOf(WRITE_OPTIONS)
export const OPERATE_DEFAULTS: OperatePolicy = defaultsOf(OPERATE_OPTIONS)

function checkBins(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((bin) => typeof bin === 'string' && bin !== '')
    ? undefined
    : 'must be a list of bin names'
}

/** Options of `get`. */
export const GET_OPTIONS = {
  ...READ_OPTIONS,
  bins: custom<readonly string[] | undefined>(
    undefined,
    checkBins,
    'The bins to read; all when left out, none when empty.',
  ),
} as const
export type GetPolicy = Resolved<typeof GET_OPTIONS>
export const GET_DEFAULTS: GetPolicy = defaultsOf(GET_OPTIONS)
