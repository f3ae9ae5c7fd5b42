import { OpCode } from '../wire/proto.ts'
import { checkCount, checkInteger, type Integer } from '../collections/check.ts'
import { operation, type Operation } from './operation.ts'
import { type Args, packCall, packed } from '../collections/packed.ts'
import { checkBin } from '../collections/bin-name.ts'

/** The bits that an operation works on. */
export function range(where: string, offset: Integer, size: Integer): Args {
  return { offset: checkInteger(where, 'offset', offset), size: checkCount(where, 'size', size) }
}

/** A bit operation that writes. */
export function bitModify(where: string, bin: string, op: number, args: Args): Operation<null> {
  return operation(where, {
    code: OpCode.bitModify,
    bin: checkBin(bin),
    isWrite: true,
    payload: payload(where, op, args),
  })
}

/** A bit operation that reads. */
export function bitRead<Result>(where: string, bin: string, op: number, args: Args): Operation<Result> {
  return operation(where, {
    code: OpCode.bitRead,
    bin: checkBin(bin),
    isWrite: false,
    payload: payload(where, op, args),
  })
}

function payload(where: string, op: number, args: Args): Buffer {
  return packed((writer) => {
    packCall(writer, where, op, args)
  })
}
