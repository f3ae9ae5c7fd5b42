import type { Node } from '../cluster/node.ts'
import { AerospikeError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import { traceChannels } from '../observe/channels.ts'
import type { CommandContext } from '../observe/contexts.ts'
import { Trace } from '../observe/trace.ts'
import type { Writer } from '../wire/writer.ts'
import { Attempt, type AttemptOwner } from './attempt.ts'
import type { Session } from './session.ts'

/** Watches a command, where anybody looks; undefined where nobody does. */
export function watchCommand(session: Session, operation: string, key: Key): CommandWatch | undefined {
  return traceChannels.command.isObserved ? new CommandWatch(session, operation, key) : undefined
}

/** What is noted of one command while somebody looks: costs nothing but a field of the call when nobody does. */
export class CommandWatch {
  readonly #trace: Trace<CommandContext>
  /** The last attempt. */
  #attempt: WatchedAttempt | undefined

  constructor({ id: clientId, appId }: Session, operation: string, { namespace, set }: Key) {
    this.#trace = new Trace(traceChannels.command, {
      ...{ kind: 'command', operation, namespace, set: set === '' ? undefined : set, clientId, appId },
      ...{ attempts: 0, inDoubt: false, resultCode: undefined, bytesSent: 0, bytesReceived: 0 },
      ...{ node: undefined, address: undefined, port: undefined, together: 1, queueTime: undefined },
    })
  }

  run(call: { begin(): void }): void {
    this.#trace.run(() => {
      call.begin()
    })
  }

  attempt(call: AttemptOwner, node: Node, coalesces: boolean): Attempt {
    const { context } = this.#trace
    context.attempts++
    context.node = node.toString()
    context.address = node.address.host
    context.port = node.address.port
    this.#attempt = new WatchedAttempt(call, node, coalesces, context)
    return this.#attempt
  }

  /** What was handed to nobody is no attempt. */
  refused(): void {
    this.#trace.context.attempts--
    this.#attempt = undefined
  }

  /** The good end. */
  succeeded(): void {
    this.#trace.context.resultCode = 0
    this.#end(undefined)
  }

  /** The bad end: tells of it when the error has its stack, and before the caller hears of it. */
  async failed(rejection: Promise<never>): Promise<never> {
    try {
      return await rejection
    } catch (error) {
      if (error instanceof AerospikeError) {
        this.#trace.context.resultCode = error.resultCode
        this.#trace.context.inDoubt = error.inDoubt
      }
      this.#end(error)
      throw error
    }
  }

  #end(error: unknown): void {
    const { context, startedAt } = this.#trace
    const leftAt = this.#attempt?.leftAt
    context.queueTime = leftAt === undefined ? undefined : leftAt - startedAt
    this.#trace.done(error)
  }
}

/** An attempt that notes what travels. */
class WatchedAttempt extends Attempt {
  /** When it was given to a connection. */
  leftAt: number | undefined
  readonly #context: CommandContext

  constructor(call: AttemptOwner, node: Node, coalesces: boolean, context: CommandContext) {
    super(call, node, coalesces)
    this.#context = context
  }

  override encode(writer: Writer): void {
    this.leftAt = performance.now()
    const start = writer.position
    super.encode(writer)
    this.#context.bytesSent += writer.position - start
  }

  override frame(type: number, buffer: Buffer, start: number, end: number, together = 1): boolean {
    this.#context.bytesReceived += end - start
    this.#context.together = together
    return super.frame(type, buffer, start, end)
  }
}
