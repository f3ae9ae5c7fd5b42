import { Info1, Info2, Info3, OpCode, PARTITION_COUNT, ProtoType } from '../../wire/proto.ts'
import { beginFrame, endFrame } from '../../wire/info.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { Exchange } from '../net/connection.ts'
import { type Answer, refusal } from '../record/answer.ts'
import type { RecordCommand } from '../record/context.ts'
import { writeAnswer } from '../record/encode.ts'
import { readEngines } from '../record/engines.ts'
import type { Request } from '../record/request.ts'
import { writeRecord } from '../record/write.ts'
import { Code } from '../result-code.ts'
import { applyUdf } from '../udf/apply.ts'
import { callOf } from '../udf/call.ts'
import type { UdfRuntime } from '../udf/runtime.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import { type Candidate, candidates } from './candidates.ts'
import type { QueryJob } from './job.ts'
import { writeLast } from './message.ts'
import { Pace } from './pace.ts'
import { planQuery, type QueryPlan } from './plan.ts'

/** Most records a second a background job may ask for, and does when it does not say (background-query-max-rps). */
const MAX_RPS = 10_000

/** Starts a job that writes to the records it finds; the client hears that it has begun (ops_bg_query_job, query.c, 8.1.2). */
export function serveBackground(
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): undefined {
  const plan = planBackground(request, namespace)
  const job = typeof plan === 'number' ? undefined : node.jobs.begin(startOf(plan, exchange), plan.id)
  if (typeof plan === 'number' || job === undefined) {
    writeAnswer(exchange.out, refusal(typeof plan === 'number' ? plan : Code.parameter))
    return
  }
  const write = writeRequest(plan.request)
  void run(node, plan, job, (command) => writeRecord({ ...command, request: write }))
  answerBegun(exchange)
}

/** Starts a job that applies a function to the records it finds (udf_bg_query_job_start, query.c, 8.1.2). */
export async function serveUdfBackground(
  udfs: UdfRuntime,
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): Promise<void> {
  const plan = planAll(request, namespace)
  const call = callOf(request)
  const refused = typeof plan === 'number' ? plan : typeof call === 'number' ? call : Code.ok
  const start = typeof plan === 'number' ? undefined : startOf(plan, exchange)
  const job =
    start === undefined || typeof plan === 'number' || typeof call === 'number'
      ? undefined
      : node.jobs.begin({ ...start, kind: 'background-udf', udf: call }, plan.id)
  if (typeof plan === 'number' || typeof call === 'number' || job === undefined) {
    writeAnswer(exchange.out, refusal(refused === Code.ok ? Code.parameter : refused))
    return
  }
  const apply = request.withoutFields({ ...WRITE, info2: WRITE.info2 | durable(request), ttl: request.ttl })
  void run(node, plan, job, (command) => applyUdf(udfs, { ...command, request: apply }, call))
  answerBegun(exchange)
}

function answerBegun(exchange: Exchange): void {
  const mark = beginFrame(exchange.out)
  writeLast(exchange.out, Code.ok)
  endFrame(exchange.out, mark, ProtoType.message)
}

function planBackground(request: Request, namespace: MemoryNamespace): QueryPlan | number {
  const plan = planAll(request, namespace)
  if (typeof plan === 'number') return plan
  const isReading = request.ops.some(({ op }) => op === OpCode.read || readEngines.has(op))
  const isWriting = request.ops.length > 0 && !isReading && (request.info1 & Info1.read) === 0
  return isWriting ? plan : Code.parameter
}

/** What all jobs in the background are checked for. */
function planAll(request: Request, namespace: MemoryNamespace): QueryPlan | number {
  if ((request.info1 & Info1.shortQuery) !== 0) return Code.parameter
  const plan = planQuery(request, namespace)
  const { search, recordsPerSecond } = typeof plan === 'number' ? NO_PLAN : plan
  if (plan === Code.parameter || recordsPerSecond > MAX_RPS) return Code.parameter
  if (search !== undefined && search.set !== '' && !namespace.sets.has(search.set)) return Code.notFound
  return plan
}
const NO_PLAN = { search: undefined, recordsPerSecond: 0 }

function startOf({ search, recordsPerSecond }: QueryPlan, exchange: Exchange) {
  return {
    kind: 'background-ops',
    namespace: search.namespace.name,
    set: search.set,
    indexName: search.where?.index.name ?? '',
    partitions: 0,
    resumed: 0,
    recordsPerSecond: recordsPerSecond === 0 ? MAX_RPS : recordsPerSecond,
    socketTimeout: 10_000,
    from: exchange.peer,
  } as const
}

/** Goes through the partitions that this node is the master of. */
async function run(node: MemoryNode, plan: QueryPlan, job: QueryJob, change: Change): Promise<void> {
  const { namespace } = plan
  const pace = new Pace(job.start.recordsPerSecond)
  const map = node.view.partitions.get(namespace.name)
  for (let partition = 0; partition < PARTITION_COUNT && !job.isAborted(); partition++) {
    job.progress = partition / PARTITION_COUNT
    if (map?.master(partition) !== node.index) continue
    for (const found of candidates(plan.search, partition, undefined)) {
      changeOne(plan, change, found, job)
      await pace.step()
      if (job.isAborted()) break
    }
  }
  node.jobs.end(job)
}

/** The write that every record gets: it may not create, and it brings no key and no set. */
function writeRequest(request: Request): Request {
  return request.withoutFields({
    ...WRITE,
    info2: WRITE.info2 | durable(request),
    info3: Info3.updateOnly | (request.info3 & Info3.replaceOnly),
    ttl: request.ttl,
  })
}
const WRITE = { info1: 0, info2: Info2.write, info3: 0, generation: 0, timeout: 0 } as const

function durable(request: Request): number {
  return request.info2 & Info2.durableDelete
}

/** What a job does to a record. */
type Change = (command: RecordCommand) => Answer

function changeOne(plan: QueryPlan, change: Change, { record }: Candidate, job: QueryJob): void {
  const { namespace, filter, request } = plan
  const { id, partition } = record
  const { code } = change({ namespace, request, id, partition, filter, background: true })
  if (code === Code.ok) job.succeeded++
  else if (code === Code.filteredOut) job.filtered++
  else if (code !== Code.notFound) job.failed++
}
