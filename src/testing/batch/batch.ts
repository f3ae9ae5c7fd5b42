import { beginFrame, endFrame } from '../../wire/info.ts'
import { FieldType, Info2, Info3, OpCode, PROTO_HEADER_SIZE, ProtoType } from '../../wire/proto.ts'
import type { Writer } from '../../wire/writer.ts'
import type { Clock } from '../clock.ts'
import { type Cluster, namespaceFor } from '../cluster/cluster.ts'
import { compileFilter, type Expression } from '../expression/index.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { Exchange } from '../net/connection.ts'
import { type Answer, refusal } from '../record/answer.ts'
import { writeHeader, writeOp, writeResults } from '../record/encode.ts'
import type { Request } from '../record/request.ts'
import { runRecordCommand } from '../record/single.ts'
import { Code } from '../result-code.ts'
import { checkAuth, checkData } from '../security/guard.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import { BATCH_HEAD, type BatchRow, readRows } from './rows.ts'

/** Flags of the whole batch: report each row's error, and go on; report the rows of the block with the first error, and end. */
const REPORT_ALL = 0x04
const REPORT_ERROR_ROW = 0x08
/** Rows are sent in blocks of about this size, each a frame (BATCH_BLOCK_SIZE). */
const BLOCK_SIZE = 128 * 1024

/** The outcomes that are a row's own business, whatever the flags say. */
const HARMLESS: ReadonlySet<number> = new Set([Code.ok, Code.notFound, Code.filteredOut])

/**
 * Serves a batch: its rows one after another, as the real server does when it serves them inline; otherwise it answers in any order
 * (as/src/base/batch.c, 8.1.2).
 */
export async function serveBatch(
  cluster: Cluster,
  node: MemoryNode,
  request: Request,
  exchange: Exchange,
): Promise<void> {
  const refused = checkAuth(cluster.security, exchange)
  const opened = refused === Code.ok ? openBatch(request) : refused
  const code = typeof opened === 'number' ? opened : await sendRows(cluster, node, opened, exchange)
  const { out } = exchange
  const mark = beginFrame(out)
  writeHeader(out, code, 0, 0, 0, 0, 0, 0, Info3.last)
  endFrame(out, mark, ProtoType.message)
}

interface Batch {
  readonly request: Request
  readonly rows: Buffer
  readonly count: number
  readonly reportsAll: boolean
  readonly reportsErrorRow: boolean
  readonly filter: Expression | undefined
}

function openBatch(request: Request): Batch | number {
  const rows = request.field(FieldType.batch) ?? request.field(FieldType.batchWithSet)
  if (rows === undefined || rows.length < BATCH_HEAD) return Code.parameter
  const count = rows.readUInt32BE(0)
  if (count === 0) return Code.parameter
  const filterBytes = request.field(FieldType.filterExpression)
  const filter = filterBytes === undefined ? undefined : compileFilter(filterBytes)
  if (filterBytes !== undefined && filter === undefined) return Code.parameter
  const flags = rows[4] as number
  const reportsErrorRow = (flags & REPORT_ERROR_ROW) !== 0
  return { request, rows, count, reportsAll: (flags & REPORT_ALL) !== 0, reportsErrorRow, filter }
}

/** Sends a block whenever one is full; returns the code that the batch ends with. */
async function sendRows(
  cluster: Cluster,
  node: MemoryNode,
  batch: Batch,
  exchange: Exchange,
): Promise<number> {
  const end: End = { code: Code.ok, failed: Code.ok }
  let done = 0
  let mark = beginFrame(exchange.out)
  for (const row of readRows(batch.rows, batch.count, BATCH_HEAD, batch.request)) {
    const namespace = namespaceFor(cluster, row.request)
    if (namespace === undefined) break
    if (row.request.has(FieldType.udfFilename)) await cluster.udfs.ready()
    const forbidden = checkData(cluster.security, exchange, row.request, 'record')
    const answer = forbidden === Code.ok ? runRow(cluster, row, namespace, batch.filter) : refusal(forbidden)
    node.figures.record(namespace.name, 'batch_sub', row.request, answer.code)
    done++
    if (!batch.reportsAll && !HARMLESS.has(answer.code)) end.failed = answer.code
    writeRow(exchange.out, row, answer, cluster.clock)
    if (exchange.out.position - mark < BLOCK_SIZE) continue
    endBlock(exchange.out, mark, end, batch)
    await exchange.flush()
    if (exchange.closed) return end.code
    mark = beginFrame(exchange.out)
  }
  if (done < batch.count) end.code = Code.parameter
  endBlock(exchange.out, mark, end, batch)
  return end.code
}

/** How a batch ends: with which code, and the last row that failed when that ends it. */
interface End {
  code: number
  failed: number
}

/**
 * Once the batch has failed as a whole, no more rows are sent, though they are carried out. When the failed row is to be
 * reported, its block is the last one sent.
 */
function endBlock(out: Writer, mark: number, end: End, { reportsErrorRow }: Batch): void {
  if (!reportsErrorRow) end.code ||= end.failed
  const isSent = end.code === Code.ok && out.position > mark + PROTO_HEADER_SIZE
  if (isSent) endFrame(out, mark, ProtoType.message)
  else out.position = mark
  end.code ||= end.failed
}

function runRow(
  { udfs }: Cluster,
  row: BatchRow,
  namespace: MemoryNamespace,
  filter: Expression | undefined,
): Answer {
  const { request, partition, id } = row
  return runRecordCommand({ request, partition, id, namespace, filter }, udfs)
}

/** Reads answer with plain read operations in a batch, whatever was asked for (as_batch_add_result). */
function writeRow(out: Writer, row: BatchRow, answer: Answer, clock: Clock): void {
  const { code, generation, voidTime, bins, ops } = answer
  writeHeader(out, code, generation, clock.told(voidTime), row.index, 0, bins?.length ?? ops?.length ?? 0)
  if (ops === undefined || (row.request.info2 & Info2.write) !== 0) writeResults(out, answer)
  else for (const { name, value } of ops) writeOp(out, OpCode.read, name, value)
}
