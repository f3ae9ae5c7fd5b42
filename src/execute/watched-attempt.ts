import type { Node } from '../cluster/node.ts'
import type { CommandContext } from '../observe/contexts.ts'
import type { NamespaceMeasures } from '../observe/measures.ts'
import type { StageTimes } from '../observe/stages.ts'
import type { Writer } from '../wire/writer.ts'
import { Attempt, type AttemptOwner } from './attempt.ts'
import { performance } from '../timers.ts'

/** An attempt that notes what travels. */
export class WatchedAttempt extends Attempt {
  readonly madeAt = performance.now()
  /** When it was given to a connection. */
  leftAt: number | undefined
  /** What its node and namespace are measured by; undefined while metrics are off. */
  readonly measures: NamespaceMeasures | undefined
  readonly #context: CommandContext | undefined

  constructor(
    call: AttemptOwner,
    node: Node,
    coalesces: boolean,
    context: CommandContext | undefined,
    measures: NamespaceMeasures | undefined,
  ) {
    super(call, node, coalesces)
    this.#context = context
    this.measures = measures
  }

  override encode(writer: Writer): void {
    this.leftAt = performance.now()
    const start = writer.position
    super.encode(writer)
    const bytes = writer.position - start
    if (this.#context !== undefined) this.#context.bytesSent += bytes
    if (this.measures !== undefined) this.measures.bytesOut += bytes
  }

  override frame(
    type: number,
    buffer: Buffer,
    start: number,
    end: number,
    _isOwn?: boolean,
    together = 1,
  ): boolean {
    const bytes = end - start
    if (this.measures !== undefined) this.measures.bytesIn += bytes
    if (this.#context !== undefined) {
      this.#context.bytesReceived += bytes
      this.#context.together = together
    }
    return super.frame(type, buffer, start, end)
  }
}

/** An attempt that notes when it went from one stage to the next. */
export class StagedAttempt extends WatchedAttempt {
  encodedAt = 0
  sentAt = 0
  answeredAt = 0

  constructor(...args: ConstructorParameters<typeof WatchedAttempt>) {
    super(...args)
    // The connection sets it when the bytes go to the kernel. A field of the base class hides an accessor of this one.
    let sent = false
    Object.defineProperty(this, 'sent', {
      get: () => sent,
      set: (value: boolean) => {
        sent = value
        this.sentAt = performance.now()
      },
    })
  }

  override encode(writer: Writer): void {
    super.encode(writer)
    this.encodedAt = performance.now()
  }

  override frame(...args: Parameters<WatchedAttempt['frame']>): boolean {
    this.answeredAt = performance.now()
    return super.frame(...args)
  }
}

/** Moments of a command that its last attempt does not know. */
interface Moments {
  readonly startedAt: number
  readonly firstTryAt: number
  readonly decodedAt: number
  readonly resumedAt: number
}

/** Where the time between those moments went. */
export function stagesOf(attempt: StagedAttempt, moments: Moments): StageTimes {
  const { madeAt, encodedAt, sentAt, answeredAt, leftAt = madeAt } = attempt
  return Object.freeze({
    connect: moments.firstTryAt - moments.startedAt,
    retry: madeAt - moments.firstTryAt,
    queue: leftAt - madeAt,
    encode: encodedAt - leftAt,
    write: sentAt - encodedAt,
    server: answeredAt - sentAt,
    decode: moments.decodedAt - answeredAt,
    resume: moments.resumedAt - moments.decodedAt,
  })
}
