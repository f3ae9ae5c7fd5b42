import type { Node } from '../cluster/node.ts'
import { AerospikeError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import { traceChannels } from '../observe/channels.ts'
import type { CommandContext } from '../observe/contexts.ts'
import { type CommandStages, stageCollector } from '../observe/stages.ts'
import { Trace } from '../observe/trace.ts'
import type { Attempt, AttemptOwner } from './attempt.ts'
import type { Session } from './session.ts'
import { StagedAttempt, stagesOf, WatchedAttempt } from './watched-attempt.ts'
import { performance, queueMicrotask } from '../timers.ts'

/** What is watched of a command. */
interface WatchedCommand {
  readonly name: string
  readonly isWrite: boolean
}

/** Watches a command, where anybody looks; undefined where nobody does. */
export function watchCommand(session: Session, command: WatchedCommand, key: Key): CommandWatch | undefined {
  const isTraced = traceChannels.command.isObserved
  const collector = stageCollector()
  if (!isTraced && session.metrics === undefined && collector === undefined) return undefined
  return new CommandWatch(session, command, key, isTraced, collector)
}

/** What is noted of one command while somebody looks: costs nothing but a field of the call when nobody does. */
export class CommandWatch {
  readonly #operation: string
  readonly #kind: 'read' | 'write'
  readonly #namespace: string
  readonly #startedAt = performance.now()
  /** Undefined while nobody traces. */
  readonly #trace: Trace<CommandContext> | undefined
  readonly #metrics: Session['metrics']
  readonly #collector: CommandStages[] | undefined
  /** The last attempt. */
  #attempt: WatchedAttempt | undefined
  #firstTryAt: number | undefined

  constructor(
    { id: clientId, appId, metrics }: Session,
    { name, isWrite }: WatchedCommand,
    { namespace, set }: Key,
    isTraced: boolean,
    collector: CommandStages[] | undefined,
  ) {
    this.#operation = name
    this.#kind = isWrite ? 'write' : 'read'
    this.#namespace = namespace
    this.#metrics = metrics
    this.#collector = collector
    if (!isTraced) return
    // Written out: put together of parts it would take the engine a microsecond.
    this.#trace = new Trace<CommandContext>(traceChannels.command, {
      kind: 'command',
      operation: name,
      namespace,
      set: set === '' ? undefined : set,
      clientId,
      appId,
      attempts: 0,
      inDoubt: false,
      resultCode: undefined,
      bytesSent: 0,
      bytesReceived: 0,
      node: undefined,
      address: undefined,
      port: undefined,
      together: 1,
      queueTime: undefined,
    })
  }

  run(call: { begin(): void }): void {
    if (this.#trace === undefined) call.begin()
    else
      this.#trace.run(() => {
        call.begin()
      })
  }

  attempt(call: AttemptOwner, node: Node, coalesces: boolean): Attempt {
    const context = this.#trace?.context
    if (context !== undefined) {
      context.attempts++
      context.node = node.toString()
      context.address = node.address.host
      context.port = node.address.port
    }
    const measures = this.#metrics?.at(node.toString(), this.#namespace)
    const Class = this.#hasStages ? StagedAttempt : WatchedAttempt
    const attempt = new Class(call, node, coalesces, context, measures)
    this.#attempt = attempt
    this.#firstTryAt ??= attempt.madeAt
    return attempt
  }

  get #hasStages(): boolean {
    return this.#collector !== undefined || this.#metrics?.hasStages === true
  }

  /** What was handed to nobody is no attempt. */
  refused(): void {
    if (this.#trace !== undefined) this.#trace.context.attempts--
    this.#attempt = undefined
  }

  /** An attempt failed, whatever comes next. */
  missed({ code }: AerospikeError): void {
    const attempt = this.#attempt
    attempt?.measures?.failed(this.#kind, performance.now() - attempt.madeAt, code)
  }

  /** The good end. */
  succeeded(): void {
    const now = performance.now()
    const attempt = this.#attempt
    attempt?.measures?.answered(this.#kind, now - attempt.madeAt)
    if (attempt instanceof StagedAttempt) this.#noteStages(attempt, now)
    if (this.#trace === undefined) return
    this.#trace.context.resultCode = 0
    this.#end(this.#trace, undefined)
  }

  /** The caller goes on behind what is queued here. */
  #noteStages(attempt: StagedAttempt, decodedAt: number): void {
    const [startedAt, firstTryAt] = [this.#startedAt, this.#firstTryAt ?? attempt.madeAt]
    queueMicrotask(() => {
      const resumedAt = performance.now()
      const stages = stagesOf(attempt, { startedAt, firstTryAt, decodedAt, resumedAt })
      if (this.#metrics?.hasStages === true) this.#metrics.passed(stages)
      this.#collector?.push({
        ...{ operation: this.#operation, namespace: this.#namespace, node: attempt.node.toString() },
        ...{ total: resumedAt - startedAt, stages },
      })
    })
  }

  /** The bad end: tells of it when the error has its stack, and before the caller hears of it. */
  failed(rejection: Promise<never>): Promise<never> {
    return this.#trace === undefined ? rejection : this.#traceFailure(this.#trace, rejection)
  }

  async #traceFailure(trace: Trace<CommandContext>, rejection: Promise<never>): Promise<never> {
    try {
      return await rejection
    } catch (error) {
      if (error instanceof AerospikeError) {
        trace.context.resultCode = error.resultCode
        trace.context.inDoubt = error.inDoubt
      }
      this.#end(trace, error)
      throw error
    }
  }

  #end(trace: Trace<CommandContext>, error: unknown): void {
    const leftAt = this.#attempt?.leftAt
    trace.context.queueTime = leftAt === undefined ? undefined : leftAt - trace.startedAt
    trace.done(error)
  }
}
