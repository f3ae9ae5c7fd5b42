import { clientError } from '../errors/index.ts'
import { packListHeader, packNumber } from '../wire/msgpack/pack.ts'
import { OpCode } from '../wire/proto.ts'
import { CdtEnvelope } from '../collections/cdt-codes.ts'
import { checkCount, type Integer } from '../collections/check.ts'
import { type Context, hasContext, packContext } from '../collections/context-step.ts'
import { operation, type Operation } from './operation.ts'
import { type Args, packCall, packed } from '../collections/packed.ts'
import { checkBin } from '../collections/bin-name.ts'

/** Every list and map operation can work inside the bin. */
export interface ContextOption {
  /**
   * The way to a nested list or map, from the bin inwards. Default: the bin itself. One that leads nowhere fails with
   * `OP_NOT_APPLICABLE`; in a missing bin, reading answers null all the same.
   */
  readonly context?: Context
}

/** What a builder knows besides its arguments. */
export interface Call {
  /** The builder's name, for errors. */
  readonly where: string
  readonly bin: string
  readonly op: number
  readonly args: Args
  readonly context: Context | undefined
  /** What the last step of the context creates, for operations that make a nested list or map. */
  readonly create?: number
}

/** A list or map operation that reads. */
export function cdtRead<Result>(call: Call): Operation<Result> {
  return operation(call.where, {
    code: OpCode.cdtRead,
    bin: checkBin(call.bin),
    isWrite: false,
    payload: packCdt(call),
  })
}

/** A list or map operation that writes. */
export function cdtModify<Result>(call: Call): Operation<Result> {
  return operation(call.where, {
    code: OpCode.cdtModify,
    bin: checkBin(call.bin),
    isWrite: true,
    payload: packCdt(call),
  })
}

function packCdt({ where, op, args, context, create }: Call): Buffer {
  const nested = hasContext(where, context)
  return packed((writer) => {
    if (nested) {
      packListHeader(writer, 3)
      packNumber(writer, CdtEnvelope.context)
      packContext(writer, context, create)
    }
    packCall(writer, where, op, args)
  })
}

/** Arguments with a count behind them; none means to the end. */
export function withCount(where: string, args: Args, count: Integer | undefined): Args {
  return count === undefined ? args : { ...args, count: checkCount(where, 'count', count) }
}

/** An index is stored with a whole bin only: the server would drop the wish in silence below it (particle_list.c, 8.1.2). */
export function checkPersist(
  where: string,
  persistIndex: boolean | undefined,
  context: Context | undefined,
): void {
  if (persistIndex === true && context !== undefined && context.length > 0) {
    throw clientError(
      'INVALID_OPTION',
      `${where}: option persistIndex belongs to a whole bin, not to a context`,
    )
  }
}
