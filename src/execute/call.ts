import type { Node } from '../cluster/node.ts'
import type { NodeRequest, ReadModeSC } from '../cluster/choose.ts'
import { AerospikeError, clientError, copyError, protocolError } from '../errors/index.ts'
import type { Key } from '../key.ts'
import { isError, isErrorOf } from '../kinds.ts'
import type { QueuedRequest } from '../net/lanes.ts'
import type { BasePolicy, ReadPolicy } from '../policy/command.ts'
import { compressFrame } from '../wire/compress.ts'
import { ProtoType } from '../wire/proto.ts'
import { ValueFailure } from '../wire/value-failure.ts'
import { Writer } from '../wire/writer.ts'
import { holdingWriter } from './holding.ts'
import type { Timed } from './deadlines.ts'

/** Who runs a call. */
export interface CallHost {
  readonly rackIds: readonly number[]
  callAnswered(call: Call, attempt: Attempt, value: unknown): void
  callFailed(call: Call, attempt: Attempt | undefined, error: unknown): void
  callDue(call: Call, now: number): void
}

/** A command of any kind: a call only hands its own arguments and policy to its own command. */
export interface AnyCommand {
  readonly name: string
  readonly isWrite: boolean
  encode(writer: Writer, key: Key, args: unknown, policy: BasePolicy): void
  decode(buffer: Buffer, start: number, end: number, key: Key, args: unknown, policy: BasePolicy): unknown
}

/**
 * One call of a command, through all its attempts. It is what connections hold in their queues; an attempt that was given up
 * leaves its {@link Attempt} there and the call goes on without it.
 */
export class Call implements Timed, NodeRequest {
  readonly command: AnyCommand
  readonly key: Key
  /** Computed before the call counts as begun, since a key of which no digest can be made throws. */
  readonly partitionId: number
  readonly args: unknown
  readonly policy: BasePolicy
  readonly #engine: CallHost
  readonly #resolve: (value: unknown) => void
  /** When the call as a whole is over; Infinity without a timeout. */
  readonly deadline: number
  /** Attempts made. */
  attempts = 0
  /** Attempts that shall not be repeated at the same copy. */
  attempt = 0
  previous: Node | undefined
  /** Whether an attempt was sent and did not end with a final answer. */
  doubt = false
  /** The frame, kept when it cannot leave in the turn of the call, and where it lies. */
  #held: Buffer | undefined
  #heldStart = 0
  #heldEnd = 0
  current: Attempt | undefined
  /** Runs while the call waits for its next attempt. */
  pause: NodeJS.Timeout | undefined
  errors: AerospikeError[] | undefined
  settled = false
  dueAt = 0
  timerSlot = -1
  timerPrevious: Timed | undefined
  timerNext: Timed | undefined

  constructor(
    engine: CallHost,
    command: AnyCommand,
    key: Key,
    args: unknown,
    policy: BasePolicy,
    now: number,
    resolve: (value: unknown) => void,
  ) {
    this.#engine = engine
    this.command = command
    this.key = key
    this.partitionId = key.partitionId
    this.args = args
    this.policy = policy
    this.#resolve = resolve
    this.deadline = policy.timeout === 0 ? Infinity : now + policy.timeout
  }

  get isWrite(): boolean {
    return this.command.isWrite
  }

  get replica(): BasePolicy['replica'] {
    return this.policy.replica
  }

  get rackIds(): readonly number[] {
    return this.#engine.rackIds
  }

  get readModeSC(): ReadModeSC | undefined {
    return (this.policy as Partial<ReadPolicy>).readModeStrong
  }

  /** Appends the frame: from the values, or as it was kept. */
  encode(writer: Writer): void {
    if (this.#held !== undefined) {
      writer.copy(this.#held, this.#heldStart, this.#heldEnd)
      return
    }
    const mark = writer.position
    this.command.encode(writer, this.key, this.args, this.policy)
    if (this.policy.compress) compressFrame(writer, mark)
  }

  /** Keeps the frame, since the caller may change what it gave after the call. */
  hold(): void {
    if (this.#held !== undefined) return
    const writer = holdingWriter()
    const start = writer.position
    this.encode(writer)
    this.#heldStart = start
    this.#heldEnd = writer.position
    this.#held = writer.buffer
  }

  due(now: number): void {
    this.#engine.callDue(this, now)
  }

  /** Ends the call with a value, or with a promise that rejects. */
  settle(value: unknown): void {
    this.settled = true
    this.current = undefined
    this.#resolve(value)
  }

  /** Hands an attempt's end to the engine. */
  answered(attempt: Attempt, value: unknown): void {
    this.#engine.callAnswered(this, attempt, value)
  }

  failed(attempt: Attempt | undefined, error: unknown): void {
    this.#engine.callFailed(this, attempt, error)
  }
}

/**
 * One attempt of a call at one node: what stands in a connection's queue. Given up, it lets go of its call, so that a
 * placeholder keeps nothing in memory but itself.
 */
export class Attempt implements QueuedRequest {
  #call: Call | undefined
  readonly node: Node
  sent = false

  constructor(call: Call, node: Node) {
    this.#call = call
    this.node = node
  }

  get abandoned(): boolean {
    return this.#call === undefined
  }

  /** Gives the attempt up; what still comes for it is thrown away. */
  abandon(): void {
    this.#call = undefined
  }

  encode(writer: Writer): void {
    this.#call?.encode(writer)
  }

  hold(): void {
    this.#call?.hold()
  }

  frame(type: number, buffer: Buffer, start: number, end: number): boolean {
    // Whatever comes next on such a connection cannot be trusted either: it ends, and with it all that is on it.
    if (type !== ProtoType.message)
      throw protocolError(`The node answered a command with a frame of type ${type}`)
    const call = this.#call
    if (call === undefined) return true
    let value: unknown
    try {
      value = call.command.decode(buffer, start, end, call.key, call.args, call.policy)
    } catch (error) {
      call.failed(this, asError(error))
      return true
    }
    call.answered(this, value)
    return true
  }

  lost(error: Error): void {
    // The other requests of the connection are told of the same error, and each has a key of its own.
    this.#call?.failed(this, copyError(asError(error)))
  }
}

/** Decoders throw only our own errors; anything else is damage that they did not foresee. */
export function asError(error: unknown): AerospikeError {
  if (error instanceof AerospikeError) return error
  if (error instanceof ValueFailure) return error.toError('The value')
  if (isErrorOf(error, 'RangeError'))
    return protocolError('The answer ends too early or holds impossible numbers', error)
  return clientError('PROTOCOL', 'The answer cannot be read', { cause: error })
}

/** What goes wrong while a command is written is wrong with what it was given. */
export function asArgumentError(error: unknown): AerospikeError {
  if (error instanceof AerospikeError) return error
  if (error instanceof ValueFailure) return error.toError('The command')
  const why = isError(error) ? error.message : String(error)
  return clientError('INVALID_ARGUMENT', `The command cannot be written: ${why}`, { cause: error })
}
