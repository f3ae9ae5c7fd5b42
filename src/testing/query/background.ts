import { Info1, Info2, Info3, OpCode, PARTITION_COUNT, ProtoType } from '../../wire/proto.ts'
import { beginFrame, endFrame } from '../../wire/info.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { Exchange } from '../net/connection.ts'
import { refusal } from '../record/answer.ts'
import { writeAnswer } from '../record/encode.ts'
import { readEngines } from '../record/engines.ts'
import type { Request } from '../record/request.ts'
import { writeRecord } from '../record/write.ts'
import { Code } from '../result-code.ts'
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
  void run(node, plan, job)
  const mark = beginFrame(exchange.out)
  writeLast(exchange.out, Code.ok)
  endFrame(exchange.out, mark, ProtoType.message)
}

function planBackground(request: Request, namespace: MemoryNamespace): QueryPlan | number {
  if ((request.info1 & Info1.shortQuery) !== 0) return Code.parameter
  const plan = planQuery(request, namespace)
  const { search, recordsPerSecond } = typeof plan === 'number' ? NO_PLAN : plan
  if (plan === Code.parameter || recordsPerSecond > MAX_RPS) return Code.parameter
  if (search !== undefined && search.set !== '' && !namespace.sets.has(search.set)) return Code.notFound
  if (typeof plan === 'number') return plan
  const isReading = request.ops.some(({ op }) => op === OpCode.read || readEngines.has(op))
  const isWriting = request.ops.length > 0 && !isReading && (request.info1 & Info1.read) === 0
  return isWriting ? plan : Code.parameter
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
async function run(node: MemoryNode, plan: QueryPlan, job: QueryJob): Promise<void> {
  const { namespace } = plan
  const pace = new Pace(job.start.recordsPerSecond)
  const request = writeRequest(plan.request)
  const map = node.view.partitions.get(namespace.name)
  for (let partition = 0; partition < PARTITION_COUNT && !job.isAborted(); partition++) {
    job.progress = partition / PARTITION_COUNT
    if (map?.master(partition) !== node.index) continue
    for (const found of candidates(plan.search, partition, undefined)) {
      writeTo(plan, request, found, job)
      await pace.step()
      if (job.isAborted()) break
    }
  }
  node.jobs.end(job)
}

/** The write that every record gets: it may not create, and it brings no key and no set. */
function writeRequest(request: Request): Request {
  return request.withoutFields({
    info1: 0,
    info2: Info2.write | (request.info2 & Info2.durableDelete),
    info3: Info3.updateOnly | (request.info3 & Info3.replaceOnly),
    info4: 0,
    generation: 0,
    ttl: request.ttl,
    timeout: 0,
  })
}

function writeTo(plan: QueryPlan, request: Request, { record }: Candidate, job: QueryJob): void {
  const { namespace, filter } = plan
  const { id, partition } = record
  const { code } = writeRecord({ namespace, request, id, partition, filter, background: true })
  if (code === Code.ok) job.succeeded++
  else if (code === Code.filteredOut) job.filtered++
  else if (code !== Code.notFound) job.failed++
}
