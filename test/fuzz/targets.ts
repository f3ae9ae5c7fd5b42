// What reads bytes that came from outside, each as a function of any bytes. Errors of ours are the only ones that may come out.
import { parseSets } from '../../src/admin/info.ts'
import { parseIndexes } from '../../src/indexes/index-list.ts'
import { RowReader } from '../../src/batch/reply.ts'
import type { RowAction } from '../../src/batch/row.ts'
import { parseReplicas } from '../../src/cluster/partitions.ts'
import { parsePeers, parseServiceAddresses } from '../../src/cluster/peers.ts'
import { parseRackIds } from '../../src/cluster/racks.ts'
import { parseVersion } from '../../src/cluster/version.ts'
import { exists, get, operateFor, put } from '../../src/commands/index.ts'
import { ael } from '../../src/ael.ts'
import { packDocument, unpackDocument } from '../../src/documents.ts'
import { contextFromBase64 } from '../../src/collections/context-base64.ts'
import { AerospikeError, Expression, Key, lists, ops, rows } from '../../src/index.ts'
import { BATCH_DEFAULTS } from '../../src/policy/batch.ts'
import { GET_DEFAULTS, OPERATE_DEFAULTS, READ_DEFAULTS, WRITE_DEFAULTS } from '../../src/policy/command.ts'
import { QUERY_DEFAULTS } from '../../src/policy/query.ts'
import { FrameReader, Step } from '../../src/query/frame-reader.ts'
import { parseProgress } from '../../src/query/job-progress.ts'
import { PartitionTracker } from '../../src/query/tracker.ts'
import { Framer } from '../../src/wire/framer.ts'
import { decodeInfo, parsePairs } from '../../src/wire/info.ts'

const key = new Key('test', 'fuzz', 1)
const operations = [lists.append('l', 1), ops.read('a'), ops.read('b')]
const operate = operateFor(operations)
const ROWS = [rows.get(key), rows.put(key, { a: 1 }), rows.operate(key, operations), rows.remove(key)]

type Target = (bytes: Buffer) => void

function readRows(bytes: Buffer): void {
  const taker = {
    isDue: (index: number) => index % 8 < ROWS.length,
    key: () => key,
    // Asked for rows that are due only.
    action: (index: number) => ROWS[index % 8] as RowAction,
    done: () => undefined,
    refused: () => undefined,
  }
  const reader = new RowReader(taker, 0, BATCH_DEFAULTS)
  reader.begin(bytes, 0, bytes.length)
  while (!reader.finished) reader.next()
}

function readRecords(bytes: Buffer): void {
  const plan = {
    ...{
      namespace: 'test',
      set: 'fuzz',
      where: undefined,
      condition: undefined,
      bins: undefined,
      operations: undefined,
    },
    ...{ partitions: { first: 0, count: 4096 }, policy: QUERY_DEFAULTS },
  }
  const reader = new FrameReader(plan, new PartitionTracker())
  reader.begin(bytes)
  for (let step = reader.next(); step === Step.record || step === Step.skipped || step === Step.unavailable;)
    step = reader.next()
}

const text = (parse: (line: string) => unknown): Target => {
  return (bytes) => void parse(bytes.toString('latin1'))
}

/** By name; a fuzzer chooses one by the first byte. */
export const TARGETS: { readonly [name: string]: Target } = {
  framer: (bytes) => {
    const framer = new Framer(
      (_type, buffer, start, end) => void get.decode(buffer, start, end, key, undefined, GET_DEFAULTS),
    )
    const half = bytes.length >> 1
    framer.push(bytes.subarray(0, half))
    framer.push(bytes.subarray(half))
  },
  get: (bytes) => void get.decode(bytes, 0, bytes.length, key, undefined, GET_DEFAULTS),
  exists: (bytes) => void exists.decode(bytes, 0, bytes.length, key, undefined, READ_DEFAULTS),
  put: (bytes) => void put.decode(bytes, 0, bytes.length, key, {}, WRITE_DEFAULTS),
  operate: (bytes) => void operate.decode(bytes, 0, bytes.length, key, operations, OPERATE_DEFAULTS),
  rows: readRows,
  records: readRecords,
  info: (bytes) => void decodeInfo(bytes, 0, bytes.length, ['node', 'peers-clear-std', 'replicas']),
  pairs: text(parsePairs),
  peers: text(parsePeers),
  services: text(parseServiceAddresses),
  replicas: text(parseReplicas),
  racks: text(parseRackIds),
  version: text(parseVersion),
  sets: text((line) => parseSets(line, ['fuzz'])),
  indexes: text((line) => parseIndexes(line, ['i'])),
  progress: text((line) => parseProgress('A1', line)),
  expression: (bytes) => void String(Expression.fromBytes(bytes)),
  ael: (bytes) => {
    const text = String(ael.parse(bytes.toString('utf8')))
    if (String(ael.parse(text)) !== text) throw new Error(`prints what it reads otherwise: ${text}`)
  },
  context: (bytes) => void contextFromBase64(bytes.toString('base64')),
  document: (bytes) => void packDocument(unpackDocument(bytes)),
}

const NAMES = Object.keys(TARGETS)

/** Throws what is no error of ours. */
export function feed(name: string, bytes: Buffer): void {
  try {
    TARGETS[name]?.(bytes)
  } catch (error) {
    if (!(error instanceof AerospikeError)) throw error
  }
}

/** For fuzzers: the first byte says what reads the others. */
export function fuzz(data: Buffer): void {
  const [first = 0] = data
  feed(NAMES[first % NAMES.length] as string, data.subarray(1))
}
