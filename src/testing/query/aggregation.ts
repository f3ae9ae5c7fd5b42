import { isBytes } from '../../kinds.ts'
import { type LuaValue, HostOperation, type LuaState, RunawayError, type Turn } from '../../lua/index.ts'
import { beginFrame, endFrame } from '../../wire/info.ts'
import { FieldType, Info1, PARTITION_COUNT, ParticleType, ProtoType } from '../../wire/proto.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { Exchange } from '../net/connection.ts'
import type { Particle } from '../particle.ts'
import { refusal } from '../record/answer.ts'
import { writeAnswer, writeHeader, writeOp } from '../record/encode.ts'
import type { Request } from '../record/request.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'
import { resultBin } from '../udf/apply.ts'
import { callOf, type UdfCall } from '../udf/call.ts'
import type { UdfRuntime } from '../udf/runtime.ts'
import { RecordSession } from '../udf/session.ts'
import { candidates } from './candidates.ts'
import type { QueryJob } from './job.ts'
import { writeLast } from './message.ts'
import { Pace } from './pace.ts'
import { planQuery, type QueryPlan } from './plan.ts'
import { performance, setImmediate } from '../../timers.ts'

/** Frames are sent when they have grown to this (QUERY_CHUNK_LIMIT). */
const CHUNK = 1024 * 1024
/** Longest time without letting others have a turn, in milliseconds. */
const TURN = 4
const NODE_SCOPE = 1n

/**
 * Serves a query whose records go through a function on the node: partition by partition, each with a stream of its own, as the
 * server does it (aggr_query_job_slice, as/src/query/query.c, 8.1.2). A function that does not end holds up nobody but its query.
 */
export async function serveAggregation(
  udfs: UdfRuntime,
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): Promise<void> {
  const opened = openAggregation(node, namespace, request, exchange)
  if (typeof opened === 'number') {
    writeAnswer(exchange.out, refusal(opened))
    return
  }
  const { plan, call, job } = opened
  const map = node.view.partitions.get(namespace.name)
  const state = udfs.newState(call.module)
  try {
    await eachPartition(
      { udfs, state, plan, call, job, exchange },
      (partition) => map?.master(partition) === node.index,
    )
  } finally {
    state?.close()
    node.jobs.end(job)
  }
  const frame = beginFrame(exchange.out)
  writeLast(exchange.out, job.abandoned)
  endFrame(exchange.out, frame, ProtoType.message)
}

/** One partition after the other, those that are the node's own. */
async function eachPartition(run: Run, isOwn: (partition: number) => boolean): Promise<void> {
  const { plan, job, exchange } = run
  const pace = new Pace(plan.recordsPerSecond)
  for (let partition = 0; partition < PARTITION_COUNT && !job.isAborted() && !exchange.closed; partition++) {
    job.progress = partition / PARTITION_COUNT
    if (!isOwn(partition)) continue
    const ids = candidates(plan.search, partition, undefined).map(({ record }) => record.id)
    if (ids.length === 0) continue
    await aggregate({ ...run, partition, ids })
    if (exchange.out.position > CHUNK) await exchange.flush()
    for (let left = ids.length; left > 0; left--) await pace.step()
  }
}

interface Opened {
  readonly plan: QueryPlan
  readonly call: UdfCall
  readonly job: QueryJob
}

/** aggr_query_job_start. */
function openAggregation(
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): Opened | number {
  if ((request.info1 & Info1.shortQuery) !== 0) return Code.parameter
  if (request.has(FieldType.filterExpression)) return Code.unsupportedFeature
  const plan = planQuery(request, namespace)
  if (typeof plan === 'number') return plan
  const { set, where } = plan.search
  if (set !== '' && !namespace.sets.has(set)) return Code.notFound
  const call = callOf(request)
  if (typeof call === 'number') return call
  const start = {
    kind: 'aggregation',
    namespace: namespace.name,
    set,
    indexName: where?.index.name ?? '',
    partitions: 0,
    resumed: 0,
    recordsPerSecond: plan.recordsPerSecond,
    socketTimeout: plan.socketTimeout,
    from: exchange.peer,
  } as const
  const job = node.jobs.begin(start, plan.id)
  return job === undefined ? Code.parameter : { plan, call, job }
}

interface Run extends Opened {
  readonly udfs: UdfRuntime
  readonly state: LuaState | undefined
  readonly exchange: Exchange
}

interface Slice extends Run {
  readonly partition: number
  readonly ids: readonly string[]
}

/** Sends the records of one partition through the function, and what comes out to the client. */
async function aggregate(slice: Slice): Promise<void> {
  const { udfs, state, call, exchange, job } = slice
  if (state === undefined) {
    fail(slice, 'UDF: Execution Error 1')
    return
  }
  udfs.serve(state, streamHost(slice))
  const running = state.begin('stream', [call.function, NODE_SCOPE, call.args])
  for (;;) {
    const turn = turnOf(() => running.turn(performance.now() + TURN))
    if (turn.state !== 'paused') {
      finish(slice, turn)
      return
    }
    await exchange.flush()
    await new Promise((resolve) => setImmediate(resolve))
    if (exchange.closed || job.isAborted()) return
  }
}

function turnOf(run: () => Turn): Turn {
  try {
    return run()
  } catch (error) {
    if (error instanceof RunawayError) return { state: 'failed', message: 'UDF Execution Timeout' }
    throw error
  }
}

function finish(slice: Slice, turn: Turn): void {
  const [succeeded, message] = turn.state === 'done' ? turn.results : []
  if (succeeded === true) return
  const why = turn.state === 'failed' ? turn.message : message
  fail(slice, `UDF: Execution Error 2${isBytes(why) ? ` : ${Buffer.from(why).toString()}` : ''}`)
}

function fail({ exchange, job }: Slice, why: string): void {
  send(exchange, 'FAILURE', { type: ParticleType.string, data: Buffer.from(why) })
  job.abandoned = Code.unknown
}

/** The records one after another, and the values that come out. */
function streamHost({ plan, exchange, job, partition, ids }: Slice) {
  const { namespace } = plan
  let next = 0
  let session: RecordSession | undefined
  const advance = (): boolean => {
    session = undefined
    while (session === undefined && next < ids.length) {
      const id = ids[next++] as string
      const record = namespace.partition(partition).get(id)
      if (record === undefined || namespace.isDoomed(record)) continue
      job.succeeded++
      session = new RecordSession(record, id, namespace.clock)
    }
    return session !== undefined
  }
  return (operation: number, args: readonly LuaValue[]): readonly LuaValue[] => {
    if (operation === HostOperation.next) return [advance()]
    if (operation !== HostOperation.write) return session?.answer(operation, args) ?? []
    const [type, data] = args
    send(exchange, 'SUCCESS', { type: Number(type), data: Buffer.from(data as Uint8Array) })
    return []
  }
}

/** A message of one bin, each in a frame of its own here; the server gathers some into one (as_msg_make_val_response_bufbuilder). */
function send(exchange: Exchange, name: 'SUCCESS' | 'FAILURE', value: Particle): void {
  const { out } = exchange
  const frame = beginFrame(out)
  writeHeader(out, Code.ok, 0, 0, 0, 0, 1)
  const bin = resultBin(name, value)
  writeOp(out, bin.op, bin.name, bin.value)
  endFrame(out, frame, ProtoType.message)
}
