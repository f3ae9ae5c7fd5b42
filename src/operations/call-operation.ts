import { checkBin } from '../collections/bin-name.ts'
import type { Arguments, Call, Params } from '../collections/call.ts'
import { callWriter } from '../collections/pack-call.ts'
import { packed } from '../collections/packed.ts'
import { OpCode } from '../wire/proto.ts'
import { operation, type Operation } from './operation.ts'

const READ = { cdt: OpCode.cdtRead, bit: OpCode.bitRead, hll: OpCode.hllRead } as const
const MODIFY = { cdt: OpCode.cdtModify, bit: OpCode.bitModify, hll: OpCode.hllModify } as const

/** The operation that runs a call on a bin. */
export function callOperation<P extends Params, Result>(
  call: Call<P>,
  bin: string,
  args: Arguments<P>,
  options?: object,
): Operation<Result> {
  const { name, module, modifies } = call
  return operation(name, {
    code: (modifies ? MODIFY : READ)[module],
    bin: checkBin(bin),
    isWrite: modifies,
    payload: packed(callWriter(name, call, args, options)),
  })
}
