import type { Node } from '../cluster/node.ts'
import { callFault } from '../commands/apply.ts'
import { checkOperations } from '../commands/operate.ts'
import { AerospikeError, clientError, serverError } from '../errors/index.ts'
import { abortError } from '../execute/engine.ts'
import { Exchange } from '../execute/exchange.ts'
import { isRetryable } from '../execute/retry.ts'
import { allNodes, ask, type FeatureHost } from '../execute/feature-host.ts'
import { isAtLeast } from '../cluster/version.ts'
import type { Operation } from '../operations/operation.ts'
import {
  type ExecutePolicy,
  INFO_DEFAULTS,
  WAIT_DEFAULTS,
  WAIT_OPTIONS,
  type WaitOptions,
} from '../policy/query.ts'
import { resolveOptions } from '../policy/table.ts'
import type { Value } from '../values.ts'
import { parsePairs } from '../wire/info.ts'
import { packValue } from '../wire/msgpack/pack.ts'
import { readResultCode } from '../wire/reply.ts'
import { named } from '../wire/value-failure.ts'
import { Writer } from '../wire/writer.ts'
import { encodeJob, type JobWork, type UdfCall } from './encode.ts'
import { newQueryId, type QueryPlan } from './plan.ts'
import { poll } from '../execute/poll.ts'
import { clashOf } from './whole.ts'

/** A function of a registered module to be run on each record. */
export interface UdfWork {
  readonly module: string
  readonly function: string
  readonly args?: readonly Value[]
}

/** How far one node is with a job. `gone`: it left the cluster, and its part of the job with it. */
export interface NodeProgress {
  readonly node: string
  readonly status: 'active' | 'done' | 'aborted' | 'gone'
  /** Percent of its partitions. */
  readonly percent: number
  readonly succeeded: number
  readonly failed: number
  readonly filtered: number
}

/** How far a job is. */
export interface JobProgress {
  /** Whether no node works on it any more. */
  readonly done: boolean
  /** Percent, of the node that is furthest behind. */
  readonly percent: number
  /** Records changed. */
  readonly succeeded: number
  /** Records that could not be changed. */
  readonly failed: number
  /** Records that a filter expression let pass by. */
  readonly filtered: number
  readonly nodes: readonly NodeProgress[]
}

const NOT_FOUND = 2
/** How many looks in a row may fail before waiting is given up. */
const LOOKS_MISSED = 5
const QUERY_ABORTED = 210

/** Checks what a job shall do. @throws ArgumentError `INVALID_ARGUMENT` */
export function jobWork(work: unknown): JobWork {
  if (Array.isArray(work)) return { operations: checkWrites(work) }
  const udf = checkUdf(work)
  if (udf !== undefined) return { udf }
  throw clientError('INVALID_ARGUMENT', 'execute takes operations that write, or { module, function, args }')
}

/**
 * A function and its arguments, as they are sent; undefined when it is none.
 * @throws ArgumentError `INVALID_ARGUMENT` for names that the server could not take
 */
export function checkUdf(work: unknown): UdfCall | undefined {
  const { module, function: name, args = [] } = (work ?? {}) as Partial<UdfWork>
  if (typeof module !== 'string' || module === '' || typeof name !== 'string' || name === '') return undefined
  const fault = callFault(module, name)
  if (fault !== undefined) throw clientError('INVALID_ARGUMENT', fault)
  return { module, function: name, args: packArgs(args) }
}

function checkWrites(work: unknown[]): readonly Operation[] {
  checkOperations(work)
  for (const [index, operation] of (work as readonly Operation[]).entries()) {
    if (!operation.isWrite)
      throw clientError('INVALID_ARGUMENT', `operations[${index}] reads, and nobody gets what it reads`, {
        operationIndex: index,
      })
  }
  return work
}

function packArgs(args: readonly Value[]): Buffer {
  const writer = new Writer(128)
  named('args', () => {
    packValue(writer, [...args])
  })
  return writer.toBuffer()
}

/** Starts a job on every node. */
export async function startJob(
  host: FeatureHost,
  plan: QueryPlan,
  work: JobWork,
  policy: ExecutePolicy,
): Promise<Job> {
  const clash = clashOf(plan)
  if (clash !== undefined)
    throw clientError('INVALID_ARGUMENT', `execute does not go with ${clash}`, {
      hint: 'it changes all records that the query finds, and gives none back',
    })
  if (policy.signal?.aborted === true) throw abortError(policy.signal)
  const nodes = await allNodes(host)
  const id = newQueryId()
  const results = await Promise.allSettled(nodes.map((node) => startOn(host, node, plan, work, policy, id)))
  const job = new Job(host, id, nodes)
  const failures = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as AerospikeError] : [],
  )
  const [first] = failures
  if (first === undefined) return job
  // A job on some nodes only is no job: those that began are told to stop.
  if (failures.length < nodes.length) await job.abort().catch(() => undefined)
  first.errors = failures.slice(1)
  first.inDoubt ||= failures.length < nodes.length
  throw first
}

async function startOn(
  host: FeatureHost,
  node: Node,
  plan: QueryPlan,
  work: JobWork,
  policy: ExecutePolicy,
  id: bigint,
): Promise<void> {
  const handler = {
    encode(writer: Writer): void {
      encodeJob(writer, plan, work, policy, id)
    },
    message(buffer: Buffer, start: number, end: number): boolean {
      const resultCode = readResultCode(buffer, start, end)
      // The node has no record of the set, which is nothing wrong (client-c as_query_parse_records).
      if (resultCode !== 0 && resultCode !== NOT_FOUND)
        refusal = serverError(resultCode, { node: node.toString() })
      return true
    },
  }
  let refusal: AerospikeError | undefined
  const deadline = policy.timeout === 0 ? Infinity : performance.now() + policy.timeout
  const exchange = new Exchange(node, handler, { deadline, socketTimeout: policy.socketTimeout })
  const leave = host.enter((error) => {
    exchange.cancel(error)
  })
  const stop = (): void => {
    if (policy.signal !== undefined) exchange.cancel(abortError(policy.signal))
  }
  policy.signal?.addEventListener('abort', stop, { once: true })
  try {
    await exchange.done
  } catch (error) {
    // Whether the node took it up before the connection broke is not known.
    if (error instanceof AerospikeError && exchange.sent) error.inDoubt = true
    throw error
  } finally {
    policy.signal?.removeEventListener('abort', stop)
    leave()
  }
  if (refusal !== undefined) throw refusal
}

/** A job in the background, on all nodes that were there when it began. */
export class Job {
  /** The number the nodes know it by (`query-show:id=`). */
  readonly id: bigint
  readonly #host: FeatureHost
  readonly #nodes: readonly Node[]

  /** @internal */
  constructor(host: FeatureHost, id: bigint, nodes: readonly Node[]) {
    this.#host = host
    this.id = id
    this.#nodes = nodes
  }

  /** How far it is, asked of all nodes. A node that knows the job no more has finished it. */
  async progress(): Promise<JobProgress> {
    const nodes = await Promise.all(this.#nodes.map((node) => this.#ask(node)))
    const sum = (field: 'succeeded' | 'failed' | 'filtered'): number =>
      nodes.reduce((total, node) => total + node[field], 0)
    return {
      done: nodes.every(({ status }) => status !== 'active'),
      percent: Math.min(...nodes.map(({ percent }) => percent)),
      succeeded: sum('succeeded'),
      failed: sum('failed'),
      filtered: sum('filtered'),
      nodes,
    }
  }

  async #ask(node: Node): Promise<NodeProgress> {
    if (this.#host.cluster.state.nodes.get(node.id) !== node) return parseProgress(node.id, 'status=gone')
    try {
      return parseProgress(
        node.id,
        await ask(this.#host, node, this.#command(node, 'query-show'), INFO_DEFAULTS.timeout),
      )
    } catch (error) {
      if (isNotFound(error)) return parseProgress(node.id, 'status=done(ok):job-progress=100')
      if (!node.active) return parseProgress(node.id, 'status=gone')
      throw error
    }
  }

  #command(node: Node, name: string): string {
    return `${name}:${isAtLeast(node.identity.version, [8, 1, 0, 0]) ? 'id' : 'trid'}=${this.id}`
  }

  /**
   * Waits until all nodes are done.
   * @param options `onProgress` is called after each look
   * @throws QueryError `QUERY_ABORTED` when it was aborted, `JOB_INCOMPLETE` when a node left the cluster before it was done;
   *   TimeoutError
   */
  async wait(
    options: WaitOptions & { readonly onProgress?: (progress: JobProgress) => void } = {},
  ): Promise<JobProgress> {
    const { onProgress, ...rest } = options
    const policy = resolveOptions(WAIT_OPTIONS, { ...WAIT_DEFAULTS, timeout: 0 }, rest, 'wait')
    let failures = 0
    return poll(this.#host, policy, 'The job is not done', async () => {
      const progress = await this.progress().catch((error: unknown) => {
        // A node that is busy or about to leave: the next look tells.
        if (!isRetryable(error) || ++failures >= LOOKS_MISSED) throw error
      })
      if (progress === undefined) return undefined
      failures = 0
      onProgress?.(progress)
      if (!progress.done) return undefined
      this.#check(progress)
      return progress
    })
  }

  #check({ nodes }: JobProgress): void {
    const gone = nodes.find(({ status }) => status === 'gone')
    if (gone !== undefined) {
      throw clientError(
        'JOB_INCOMPLETE',
        `The job is not known to be complete: node ${gone.node} left the cluster`,
        {
          hint: 'run it again when the cluster is whole; filter out what is changed already',
        },
      )
    }
    const aborted = nodes.find(({ status }) => status === 'aborted')
    if (aborted !== undefined) throw serverError(QUERY_ABORTED, { node: aborted.node })
  }

  /** Ends it on all nodes; gives whether any was still at it. Records already changed stay changed. */
  async abort(): Promise<boolean> {
    const active = this.#nodes.filter((node) => node.active)
    const ends = active.map(async (node) => {
      try {
        await ask(this.#host, node, this.#command(node, 'query-abort'), INFO_DEFAULTS.timeout)
        return true
      } catch (error) {
        if (isNotFound(error)) return false
        throw error
      }
    })
    return (await Promise.all(ends)).includes(true)
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof AerospikeError && error.resultCode === NOT_FOUND
}

/** What a node says of a job (as_query_job_info, server as/src/query/query_job.c, 8.1.2). */
export function parseProgress(node: string, answer: string): NodeProgress {
  const pairs = parsePairs(answer, ':')
  const number = (name: string): number => Number(pairs.get(name) ?? 0)
  const status = pairs.get('status') ?? ''
  return {
    node,
    status: statusOf(status),
    percent: number('job-progress'),
    succeeded: number('recs-succeeded'),
    failed: number('recs-failed'),
    filtered: number('recs-filtered-meta') + number('recs-filtered-bins'),
  }
}

function statusOf(status: string): NodeProgress['status'] {
  if (status === 'gone') return 'gone'
  if (status.startsWith('active')) return 'active'
  return status === 'done(ok)' ? 'done' : 'aborted'
}
