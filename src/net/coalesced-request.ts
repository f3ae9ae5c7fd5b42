import { protocolError, ResultCode, serverError } from '../errors/index.ts'
import { isWriteFrame } from '../wire/batch-row.ts'
import { ProtoType } from '../wire/proto.ts'
import { isLast, messageEnd, readResultCode, readRowIndex } from '../wire/reply.ts'
import type { Writer } from '../wire/writer.ts'
import type { Request } from './request.ts'

/** Refusals of a batch of which no row was begun (as_batch_queue_task, server as/src/base/batch.c, 8.1.2). */
const NOT_BEGUN: ReadonlySet<number> = new Set([
  ResultCode.BATCH_DISABLED,
  ResultCode.BATCH_MAX_REQUESTS,
  ResultCode.BATCH_QUEUES_FULL,
])

/** Whom a batch of commands tells. */
export interface CoalescedOwner {
  /** Commands of a batch have their answers. */
  completed(count: number): void
  /** The node does not take the batch. */
  refused(rows: number): void
  /** A command whose frame is `frame[start, end)`, lent for the call, did not leave: it is to be sent by itself. */
  sendLater(request: Request, frame: Buffer, start: number, end: number): void
}

/**
 * Commands that travel as the rows of one batch. Each takes the message that answers its row as if it were a reply of its own, as
 * soon as it comes. Their own frames are kept until the node is known to take the batch.
 */
export class CoalescedRequest implements Request {
  sent = true
  readonly #owner: CoalescedOwner
  readonly #rows: (Request | undefined)[] = []
  readonly #frames: Writer
  /** By row: where its own frame lies. */
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #release: () => void
  #hasFrames = true
  #left = 0
  /** Nobody waits for those before. */
  #firstAwaited = 0

  /** @param release called once, when the frames are not needed any more */
  constructor(owner: CoalescedOwner, frames: Writer, release: () => void) {
    this.#owner = owner
    this.#frames = frames
    this.#release = release
  }

  /** Adds the command of the next row. */
  add(request: Request, start: number, end: number): void {
    this.#rows.push(request)
    this.#starts.push(start)
    this.#ends.push(end)
    this.#left++
  }

  /** Whether nobody waits for any of the answers. */
  get abandoned(): boolean {
    // Asked for each command that looks for a connection; who gave up does not come back.
    const rows = this.#rows
    for (; this.#firstAwaited < rows.length; this.#firstAwaited++)
      if (rows[this.#firstAwaited]?.abandoned === false) return false
    return true
  }

  encode(): void {
    // Its bytes were written when its rows were put together.
  }

  frame(type: number, buffer: Buffer, start: number, end: number): boolean {
    if (type !== ProtoType.message)
      throw protocolError(`The node answered a batch with a frame of type ${type}`)
    for (let at = start; at < end;) {
      const resultCode = readResultCode(buffer, at, end)
      if (isLast(buffer, at)) {
        this.#finish(resultCode)
        return true
      }
      this.#forget()
      const next = messageEnd(buffer, at, end)
      this.#take(type, buffer, at, next)
      at = next
    }
    return false
  }

  #take(type: number, buffer: Buffer, start: number, end: number): void {
    const index = readRowIndex(buffer, start)
    const row = this.#rows[index]
    if (row === undefined) throw protocolError(`A node answered row ${index} of a batch, which is not due`)
    this.#rows[index] = undefined
    this.#left--
    this.#owner.completed(1)
    row.frame(type, buffer, start, end, false, this.#rows.length)
  }

  #finish(resultCode: number): void {
    if (this.#left > 0) {
      if (this.#hasFrames && resultCode !== ResultCode.OK) this.#owner.refused(this.#rows.length)
      for (const index of this.#rows.keys()) this.#endRow(index, resultCode)
    }
    this.#forget()
  }

  /** Ends a row that has no answer. */
  #endRow(index: number, resultCode: number): void {
    const row = this.#rows[index]
    if (row === undefined) return
    this.#rows[index] = undefined
    if (!row.abandoned && this.#mayGoAgain(index, resultCode)) {
      // There is one for each row.
      const start = this.#starts[index] as number
      this.#owner.sendLater(row, this.#frames.buffer, start, this.#ends[index] as number)
    } else {
      this.#owner.completed(1)
      row.lost(failureOf(resultCode))
    }
  }

  #mayGoAgain(index: number, resultCode: number): boolean {
    if (!this.#hasFrames) return false
    if (NOT_BEGUN.has(resultCode)) return true
    return (
      resultCode === ResultCode.PARAMETER && !isWriteFrame(this.#frames.buffer, this.#starts[index] as number)
    )
  }

  #forget(): void {
    if (!this.#hasFrames) return
    this.#hasFrames = false
    this.#release()
  }

  silenced(): void {
    for (const row of this.#rows) row?.silenced?.()
  }

  lost(error: Error): void {
    this.#forget()
    for (const row of this.#rows) row?.lost(error)
  }
}

/**
 * Why a row has no answer. At a row that it cannot read, such as one in a namespace it does not have, the node ends the batch with
 * PARAMETER and keeps the answers of the rows before it, which it carries out (as_batch_terminate and as_batch_send_response,
 * server as/src/base/batch.c, 8.1.2): so that is no refusal of a row, and leaves it in doubt.
 */
function failureOf(resultCode: number): Error {
  if (resultCode !== ResultCode.OK && resultCode !== ResultCode.PARAMETER) return serverError(resultCode)
  return protocolError(
    `The node ended a batch (result code ${resultCode}) without an answer for this command`,
  )
}
