import { beginFrame, endFrame } from '../../wire/info.ts'
import { FieldType, Info1, Info2, Info3, OpCode, PROTO_HEADER_SIZE, ProtoType } from '../../wire/proto.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { Exchange } from '../net/connection.ts'
import { type OpAnswer, refusal } from '../record/answer.ts'
import { isBinName } from '../record/checks.ts'
import { writeAnswer } from '../record/encode.ts'
import { readOp } from '../record/read.ts'
import type { Request } from '../record/request.ts'
import { Subject } from '../record/subject.ts'
import { readEngines } from '../record/engines.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import type { StoredRecord } from '../store/stored-record.ts'
import { type Candidate, candidates } from './candidates.ts'
import { QueryJob } from './job.ts'
import { type Sent, writeFound, writeLast, writePartitionDone } from './message.ts'
import { Pace } from './pace.ts'
import { parsePartitions, type QueryPartitions } from './partitions.ts'
import { numberField, planQuery, type QueryPlan } from './plan.ts'

/** Records are sent in frames of about this size (QUERY_CHUNK_LIMIT). */
const CHUNK = 1024 * 1024

/** A query on its way to a client. */
interface Running {
  readonly plan: QueryPlan
  readonly partitions: QueryPartitions
  readonly sent: Sent
  readonly isShort: boolean
  /** Most records to send; 0 for all. */
  readonly max: number
  readonly job: QueryJob
  readonly pace: Pace
  readonly exchange: Exchange
}

/** Serves a query that sends its records to the client (basic_query_job, as/src/query/query.c, 8.1.2). */
export function serveQuery(
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): Promise<void> | undefined {
  const running = openQuery(node, namespace, request, exchange)
  if (typeof running !== 'number') return sendAll(node, running)
  writeAnswer(exchange.out, refusal(running))
  return undefined
}

function openQuery(
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): Running | number {
  if ((request.info3 & Info3.partitionDone) === 0) return Code.unsupportedFeature
  const partitions = parsePartitions(request)
  if (partitions === undefined) return Code.parameter
  const plan = planQuery(request, namespace)
  // A query of the old kind, without partitions, is refused for that before its index is looked for.
  if (partitions.size === 0 && plan !== Code.parameter) return Code.unsupportedFeature
  if (typeof plan === 'number') return plan
  const max = numberField(request, FieldType.sampleMax, 8)
  const noBins = (request.info1 & Info1.noBinData) !== 0
  if (max === undefined || (!noBins && !areReads(request))) return Code.parameter
  const isShort = (request.info1 & Info1.shortQuery) !== 0
  const start = jobStart(plan, partitions, exchange)
  const job = isShort ? new QueryJob({ ...start, id: 0n }) : node.jobs.begin(start, plan.id)
  if (job === undefined) return Code.parameter
  const sent = {
    namespace: namespace.name,
    clock: namespace.clock,
    noBins,
    byIndex: plan.search.where !== undefined,
  }
  const pace = new Pace(plan.recordsPerSecond)
  return { plan, partitions, sent, isShort, max: Number(max), job, pace, exchange }
}

function jobStart(
  { search, recordsPerSecond, socketTimeout }: QueryPlan,
  partitions: QueryPartitions,
  exchange: Exchange,
) {
  return {
    kind: 'basic',
    namespace: search.namespace.name,
    set: search.set,
    indexName: search.where?.index.name ?? '',
    partitions: partitions.size,
    resumed: [...partitions.values()].filter((resume) => resume !== undefined).length,
    recordsPerSecond,
    socketTimeout,
    from: exchange.peer,
  } as const
}

/** A query may bring reading operations, whose results it sends instead of bins (basic_query_get_ops). */
function areReads(request: Request): boolean {
  return request.ops.every(({ op, name }) => isBinName(name) && (op === OpCode.read || readEngines.has(op)))
}

async function sendAll(node: MemoryNode, running: Running): Promise<void> {
  const { exchange, job, isShort } = running
  const map = node.view.partitions.get(running.sent.namespace)
  let frame = beginFrame(exchange.out)
  let done = 0
  for (const [partition, resume] of running.partitions) {
    job.progress = done++ / running.partitions.size
    if (isOver(running)) break
    if (map?.owners(partition).includes(node.index) === false) {
      writePartitionDone(exchange.out, partition, Code.unavailable)
      continue
    }
    if (isFull(running)) continue
    for (const found of candidates(running.plan.search, partition, resume)) {
      sendFound(running, found)
      if (isFull(running)) break
      const wait = running.pace.step()
      const isLong = exchange.out.position - frame > CHUNK
      if (wait === undefined && !isLong) continue
      if (isLong) frame = await nextFrame(running, frame)
      await wait
      if (isOver(running)) break
    }
  }
  if (isShort) {
    writeLast(exchange.out, job.abandoned)
    node.figures.query(job.start, true, job.abandoned)
  }
  endChunk(running, frame)
  if (!isShort) {
    frame = beginFrame(exchange.out)
    writeLast(exchange.out, job.abandoned)
    endFrame(exchange.out, frame, ProtoType.message)
    node.jobs.end(job)
  }
}

/** Nobody is there to take records any more, or an operator has ended it. */
function isOver({ exchange, job }: Running): boolean {
  return exchange.closed || job.isAborted()
}

function isFull({ max, job }: Running): boolean {
  return max > 0 && job.succeeded >= max
}

/** Ends a frame, or takes it back when nothing is in it. */
function endChunk({ exchange, job }: Running, frame: number): void {
  const { out } = exchange
  job.bytes += out.position - frame
  if (out.position > frame + PROTO_HEADER_SIZE) endFrame(out, frame, ProtoType.message)
  else out.position = frame
}

async function nextFrame(running: Running, frame: number): Promise<number> {
  const { exchange, plan } = running
  endChunk(running, frame)
  await exchange.flush(plan.socketTimeout === 0 ? undefined : plan.socketTimeout)
  return beginFrame(exchange.out)
}

/** Sends a record that is still what it was found as. */
function sendFound(running: Running, found: Candidate): void {
  const { plan, sent, job, exchange } = running
  const { namespace } = plan
  const { id, partition } = found.record
  const record = namespace.partition(partition).get(id)
  if (record === undefined || namespace.isDoomed(record)) return
  const subject = Subject.of(record, namespace.clock.now())
  if (plan.filter?.matches(subject) === false) {
    job.filtered++
    return
  }
  const ops =
    sent.noBins || plan.request.ops.length === 0 ? undefined : resultsOf(plan.request, record, subject)
  if (ops === null) {
    job.failed++
    return
  }
  if (ops === undefined || ops.length > 0) writeFound(exchange.out, { record, value: found.value }, sent, ops)
  job.succeeded++
}

/** The results of a query's operations on one record; null when one of them fails, which leaves the record out. */
function resultsOf(request: Request, record: StoredRecord, subject: Subject): OpAnswer[] | null {
  const all = (request.info2 & Info2.respondAllOps) !== 0
  const answers: OpAnswer[] = []
  for (const op of request.ops) {
    const answer = readOp(op, record.bins, subject)
    if (typeof answer === 'number') return null
    if (all || answer.value !== undefined) answers.push(answer)
  }
  return answers
}
