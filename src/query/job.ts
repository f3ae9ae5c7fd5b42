import type { Node } from '../cluster/node.ts'
import { callFault } from '../commands/apply.ts'
import { refusal } from '../commands/refusal.ts'
import { checkOperations } from '../commands/operate.ts'
import { packArgs } from '../commands/udf.ts'
import { AerospikeError, clientError, copyError, ResultCode, serverError } from '../errors/index.ts'
import { ask } from '../execute/info.ts'
import { inScope, type Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import { type FrameReceiver, StreamRequest } from '../execute/stream-request.ts'
import { isRetryable } from '../execute/retry.ts'
import { isAtLeast } from '../cluster/version.ts'
import { introduce } from '../inspect.ts'
import type { Operation } from '../operations/operation.ts'
import { type ExecutePolicy, INFO_DEFAULTS, WAIT_DEFAULTS, WAIT_OPTIONS } from '../policy/query.ts'
import { resolveOptions } from '../policy/table.ts'
import type { Value } from '../values.ts'
import { readResultCode } from '../wire/reply.ts'
import type { Writer } from '../wire/writer.ts'
import { encodeJob, type JobWork, type UdfCall } from './encode.ts'
import { requireFeaturesOf } from './features.ts'
import { type NodeProgress, parseProgress, unknownProgress } from './job-progress.ts'
import { newQueryId, type QueryPlan } from './plan.ts'
import { poll } from '../execute/poll.ts'
import { clashOf, refuseRepeats } from './whole.ts'
import type { WaitOptions } from '../policy/query-options.ts'

/** A function of a registered module to be run on each record. */
export interface UdfWork {
  readonly module: string
  readonly function: string
  readonly args?: readonly Value[]
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

/** How many looks in a row may fail before waiting is given up. */
const LOOKS_MISSED = 5

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

/** Starts a job on every node. */
export async function startJob(
  session: Session,
  plan: QueryPlan,
  work: JobWork,
  policy: ExecutePolicy,
): Promise<Job> {
  const clash = clashOf(plan)
  if (clash !== undefined)
    throw clientError('INVALID_ARGUMENT', `execute does not go with ${clash}`, {
      hint: 'it changes all records that the query finds, and gives none back',
    })
  refuseRepeats(
    'execute',
    plan,
    'filter.contains with one value, or a filterExpression, finds each record once',
  )
  const { namespace, set } = plan
  const { timeout, signal } = policy
  return inScope(
    session,
    { kind: 'job', name: 'execute', namespace, set, timeout, signal },
    async (scope) => {
      const nodes = await scope.nodes()
      requireFeaturesOf(plan, session.cluster.state)
      const id = newQueryId()
      const starts = nodes.map((node) => startOn(scope, node, plan, work, policy, id))
      const results = await Promise.allSettled(starts)
      const job = new Job(session, id, nodes)
      const failures = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as AerospikeError] : [],
      )
      const [first] = failures
      if (first === undefined) return job
      // A job on some nodes only is no job: those that began are told to stop.
      if (failures.length < nodes.length) await stopInTime(job, scope)
      first.errors = failures.slice(1)
      first.inDoubt ||= failures.length < nodes.length
      throw first
    },
  )
}

/** Longest that a timer can run, in ms. */
const TIMER_MAX = 0x7fff_ffff

/** Stops a job, and waits for that no longer than the call lasts: a node that hangs does not answer this either. */
async function stopInTime(job: Job, scope: Scope): Promise<void> {
  const isOver = scope.sleep(Math.min(scope.left, TIMER_MAX))
  await Promise.race([job.abort(), isOver]).catch(() => undefined)
  isOver.catch(() => undefined)
}

async function startOn(
  scope: Scope,
  node: Node,
  plan: QueryPlan,
  work: JobWork,
  policy: ExecutePolicy,
  id: bigint,
): Promise<void> {
  let refused: AerospikeError | undefined
  const { filterExpression } = policy
  const operations = 'operations' in work ? work.operations : undefined
  const receiver = {
    purpose: 'job',
    yielding: 'drain',
    heldUp: false,
    mayMove: false,
    encode(writer: Writer): void {
      encodeJob(writer, plan, work, policy, id)
    },
    frame(buffer: Buffer, start: number, end: number): boolean {
      const resultCode = readResultCode(buffer, start, end)
      // The node has no record of the set, which is nothing wrong (client-c as_query_parse_records).
      if (resultCode !== 0 && resultCode !== ResultCode.NOT_FOUND)
        refused = refusal(resultCode, { filterExpression, operations }, { node: node.toString() })
      return true
    },
  } satisfies FrameReceiver
  const request = new StreamRequest(scope, node, receiver, policy.socketTimeout)
  const forget = scope.onCancel((error) => {
    // Other nodes are told of the same error, and each start has a doubt of its own.
    request.cancel(copyError(error))
  })
  try {
    await request.done
  } catch (error) {
    // Whether the node took it up before the connection broke is not known.
    if (error instanceof AerospikeError && request.sent) error.inDoubt = true
    throw error
  } finally {
    if (request.sent) scope.attempts++
    forget()
  }
  if (refused !== undefined) throw refused
}

/** A job in the background, on all nodes that were there when it began. */
export class Job {
  /** The number the nodes know it by (`query-show:id=`). */
  readonly id: bigint
  readonly #session: Session
  readonly #nodes: readonly Node[]
  /** What each node said last: it forgets a job that is done when a hundred others are done after it (query-max-done). */
  readonly #told = new Map<Node, NodeProgress>()

  static {
    introduce(this, 'Job', (job) => ({ id: job.id.toString(), nodes: job.#nodes.map(({ id }) => id) }))
  }

  /** @internal */
  constructor(session: Session, id: bigint, nodes: readonly Node[]) {
    this.#session = session
    this.id = id
    this.#nodes = nodes
  }

  /**
   * How far it is, asked of all nodes. A node that knows the job no more has finished it, and counts with what it said last: too
   * little when it was not done then. One that left after it was done counts as done.
   */
  progress(): Promise<JobProgress> {
    const { timeout } = INFO_DEFAULTS
    return inScope(this.#session, { kind: 'job', name: 'progress', timeout }, (scope) => this.#look(scope))
  }

  async #look(scope: Scope): Promise<JobProgress> {
    const nodes = await Promise.all(this.#nodes.map((node) => this.#ask(scope, node)))
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

  async #ask(scope: Scope, node: Node): Promise<NodeProgress> {
    if (scope.session.cluster.state.nodes.get(node.id) !== node) return this.#lastOf(node, 'gone')
    try {
      const command = this.#command(node, 'query-show')
      const told = parseProgress(node.id, await ask(scope, node, command))
      this.#told.set(node, told)
      return told
    } catch (error) {
      if (isNotFound(error)) return this.#lastOf(node, 'done')
      if (!node.active) return this.#lastOf(node, 'gone')
      throw error
    }
  }

  /** What is known of a node that tells nothing any more: one that was done stays so, whether it forgot the job or left. */
  #lastOf(node: Node, status: 'done' | 'gone'): NodeProgress {
    const told = this.#told.get(node)
    if (told !== undefined && told.status !== 'active') return told
    if (status === 'gone') return unknownProgress(node.id, 'gone', 0)
    return { ...(told ?? unknownProgress(node.id, 'done', 100)), status: 'done', percent: 100 }
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
    return poll(this.#session, 'job', policy, 'The job is not done', async (scope) => {
      const progress = await this.#look(scope).catch((error: unknown) => {
        if (scope.ended) throw error
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
    if (aborted !== undefined) throw serverError(ResultCode.QUERY_ABORTED, { node: aborted.node })
  }

  /** Ends it on all nodes; returns whether any was still at it. Records already changed stay changed. */
  abort(): Promise<boolean> {
    const { timeout } = INFO_DEFAULTS
    return inScope(this.#session, { kind: 'job', name: 'abort', timeout }, async (scope) => {
      const active = this.#nodes.filter((node) => node.active)
      const ends = active.map(async (node) => {
        try {
          await ask(scope, node, this.#command(node, 'query-abort'))
          return true
        } catch (error) {
          if (isNotFound(error)) return false
          throw error
        }
      })
      return (await Promise.all(ends)).includes(true)
    })
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof AerospikeError && error.resultCode === ResultCode.NOT_FOUND
}
