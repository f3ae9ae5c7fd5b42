import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../client.ts'
import { AerospikeError, clientError, sortOf } from '../errors/index.ts'
import type { GetOptions, WriteOptions } from '../policy/command-options.ts'
import { defaultsOf, integer, type OptionTable, resolveOptions } from '../policy/table.ts'
import type { Key } from '../key.ts'
import type { Bins, Record } from '../record.ts'
import type { UpdateOptions } from './call-options.ts'
import type { Records, Written } from './records.ts'

/** Longest wait in milliseconds after somebody else was faster. */
const WAIT_MAX = 64

const OWN = {
  attempts: integer(10, 1, 1_000, 'How often it is tried when somebody else writes in between.'),
} as const satisfies OptionTable
const OWN_DEFAULTS = defaultsOf(OWN)

/** Options of writing that an update has for itself. */
const TAKEN = ['generation', 'generationPolicy', 'exists', 'filteredOut'] as const

/** Options of the two commands of an update. */
export interface UpdateCalls {
  readonly attempts: number
  readonly read: GetOptions
  readonly write: WriteOptions
}

/** @throws ArgumentError `INVALID_OPTION`; what writing would refuse is refused when it is written */
export function updateCalls(options: UpdateOptions | undefined): UpdateCalls {
  if (
    options !== undefined &&
    (typeof options !== 'object' || (options as unknown) === null || Array.isArray(options))
  )
    throw clientError('INVALID_OPTION', `update: options must be an object, not ${sortOf(options)}`)
  const { attempts: given, ...write } = options ?? {}
  for (const name of TAKEN)
    if ((write as WriteOptions)[name] !== undefined)
      throw clientError('INVALID_OPTION', `update: ${name} cannot be given`, {
        hint: 'an update sets it by itself',
      })
  const { attempts } = resolveOptions(
    OWN,
    OWN_DEFAULTS,
    given === undefined ? {} : { attempts: given },
    'update',
  )
  const { timeout, socketTimeout, replica, signal, compress, coalesce } = write
  return { attempts, write, read: { timeout, socketTimeout, replica, signal, compress, coalesce } }
}

/** Codes of a write that somebody else was faster than. */
const CONFLICTS: readonly string[] = ['GENERATION', 'RECORD_EXISTS', 'NOT_FOUND']

/** Whether somebody else wrote in between. A write in doubt may have been this one's own: once more would be twice. */
export function isConflict(error: unknown): boolean {
  return error instanceof AerospikeError && !error.inDoubt && CONFLICTS.includes(error.code)
}

/** Waits a little, by chance, so that those who wait do not meet again. */
export async function pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
  const wait = Math.random() * Math.min(WAIT_MAX, 2 ** attempt)
  // When it is aborted, the next command says so.
  await sleep(wait, undefined, signal && { signal }).catch(() => undefined)
}

/** Reads, changes and writes once. */
export async function updateOnce(
  client: Client,
  records: Records,
  key: Key,
  change: (record: never) => unknown,
  { read, write }: Pick<UpdateCalls, 'read' | 'write'>,
): Promise<Record | null> {
  const stored = await client.get(key, read)
  const current = stored && (await records.migrated(stored))
  const before = current && (await records.read(current))
  if (typeof change !== 'function')
    throw clientError('INVALID_ARGUMENT', 'update takes a function that gives the record as it shall be')
  const given = await change(before as never)
  if (given === null || given === undefined) return null
  const written = await records.write(given, key)
  const bins = { ...written.bins }
  for (const field of Object.keys(before?.bins ?? {}))
    if (isLeftOut(field, given, written)) bins[records.layout.binOf(field)] = null
  for (const bin of Object.keys(stored?.bins ?? {}))
    if (!Object.hasOwn(current?.bins ?? {}, bin)) bins[bin] ??= null
  const { generation, ttl } = await client.put(key, bins, { ...write, ...expected(stored) })
  return { key, bins: present(written.fields as Bins), generation, ttl }
}

function expected(stored: Record | null): WriteOptions & { readonly filteredOut: 'error' } {
  return stored === null
    ? { exists: 'createOnly', filteredOut: 'error' }
    : { exists: 'updateOnly', generation: stored.generation, generationPolicy: 'equal', filteredOut: 'error' }
}

/** Whether a field is to be deleted. One that the schema dropped, and the application did not, is none of the set's. */
function isLeftOut(field: string, given: object, { fields }: Written): boolean {
  return (given as Bins)[field] === undefined && fields[field] === undefined
}

function present(fields: Bins): Bins {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && (value as unknown) !== undefined),
  )
}
