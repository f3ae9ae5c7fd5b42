import { clientError } from '../../errors/index.ts'
import { jsonValue } from '../../json/json-value.ts'
import { isError } from '../../kinds.ts'
import { Key, type UserKey } from '../../key.ts'
import { binNameFault } from '../../wire/names.ts'
import { writeParticle } from '../../wire/particle.ts'
import { writeUserKey } from '../../wire/user-key.ts'
import { ValueFailure } from '../../wire/value-failure.ts'
import { Writer } from '../../wire/writer.ts'
import { serverSeconds } from '../clock.ts'
import { bytesOf } from '../latin1.ts'
import { checkTtl, Ttl } from '../record/checks.ts'
import { flatSize } from '../record/size.ts'
import { valueFromClient } from '../record/value.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { Bin, StoredRecord } from '../store/stored-record.ts'
import { type CheckedSeed, checkSeed } from './check.ts'

const WHERE = 'seed'

/**
 * Puts records where others of the same keys may be; all of them, or none.
 * @throws AerospikeError that names the record and what is wrong with it
 */
export function seed(namespaces: ReadonlyMap<string, MemoryNamespace>, records: unknown): void {
  if (!Array.isArray(records)) throw clientError('INVALID_OPTION', `${WHERE} must be a list of records`)
  const made = records.map((record: unknown, index) => storedOf(namespaces, record, `${WHERE}[${index}]`))
  for (const { namespace, record } of made) {
    const old = namespace.find(record.partition, record.id)
    if (old !== undefined) namespace.remove(old)
    namespace.add(record)
  }
}

interface Seeded {
  readonly namespace: MemoryNamespace
  readonly record: StoredRecord
}

function storedOf(namespaces: ReadonlyMap<string, MemoryNamespace>, given: unknown, where: string): Seeded {
  const checked = checkSeed(given, where)
  const namespace = namespaces.get(checked.namespace)
  if (namespace === undefined) throw wrong(where, 'the server has no such namespace')
  const key = named(where, () => keyOf(checked))
  if (key.set !== '' && namespace.set(bytesOf(key.set)) === undefined)
    throw wrong(where, 'there are too many sets')
  const record: StoredRecord = {
    id: key.digest.toString('latin1'),
    partition: key.partitionId,
    set: bytesOf(key.set),
    generation: checked.generation,
    voidTime: voidTimeOf(checked, namespace, where),
    updated: namespace.clock.now(),
    key: checked.sendKey && key.userKey !== undefined ? keyBytes(key.userKey) : undefined,
    bins: Object.entries(checked.bins).flatMap(([name, json]) => binOf(name, json, where)),
  }
  if (record.bins.length === 0) throw wrong(where, 'bins has no value')
  if (flatSize(record) > namespace.settings.maxRecordSize) throw wrong(where, 'the record is too big')
  return { namespace, record }
}

function keyOf({ namespace, set, key, digest }: CheckedSeed): Key {
  if (key === null) return Key.fromDigest(namespace, set, Buffer.from(digest, 'hex'))
  return new Key(namespace, set, jsonValue(key) as UserKey)
}

/** As a client sends it: the type, then the value. */
function keyBytes(userKey: UserKey): Buffer {
  const writer = new Writer(64)
  writer.u8(0)
  const type = writeUserKey(writer, userKey)
  writer.buffer[0] = type
  return Buffer.from(writer.buffer.subarray(0, writer.position))
}

function voidTimeOf({ ttl }: CheckedSeed, { settings, clock }: MemoryNamespace, where: string): number {
  const asked = ttl === -1 ? Ttl.neverExpire : ttl
  if (checkTtl(asked, settings) !== Code.ok) {
    throw wrong(where, 'nothing expires in this namespace: set its nsupPeriod, or leave ttl out')
  }
  const seconds = ttl === 0 ? settings.defaultTtl : ttl
  return seconds <= 0 ? 0 : serverSeconds(clock.now()) + seconds
}

/** None for null, as a write has it. */
function binOf(name: string, json: unknown, where: string): Bin[] {
  const place = `${where}: bin ${JSON.stringify(name)}`
  const fault = binNameFault(name)
  if (fault !== undefined) throw wrong(place, fault)
  if (json === null) return []
  const writer = new Writer(256)
  const type = named(place, () => writeParticle(writer, jsonValue(json)))
  const value = valueFromClient(type, writer.buffer.subarray(0, writer.position))
  if (typeof value === 'number') throw wrong(place, 'the server does not take such a value')
  return [{ name: bytesOf(name), value }]
}

/** Runs `read`, and says where it was in what it throws. */
function named<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ValueFailure) throw error.toError(place)
    throw wrong(place, isError(error) ? error.message : String(error))
  }
}

function wrong(place: string, what: string): Error {
  return clientError('INVALID_OPTION', `${place}: ${what}`)
}
