/**
 * An operation's parameters.
 * Source: aerospike-server 8.1.2, as/src/base/cdt.c (cdt_op_table, cdt_process_state_get_params).
 */
import { ListOp, MapOp } from '../../collections/cdt-codes.ts'
import { Code } from '../result-code.ts'
import type { PayloadReader } from '../payload/reader.ts'
import { refuse } from './refusal.ts'

/**
 * Parameters of each operation: i a signed integer, u an unsigned one, v a value, s a value to be stored;
 * behind the bar those that may be left out. Operations that are not listed take none, and ignore any.
 */
const SIGNATURES: Record<number, string> = {
  [ListOp.setType]: 'u|',
  [ListOp.append]: 's|uu',
  [ListOp.appendItems]: 's|uu',
  [ListOp.insert]: 'is|u',
  [ListOp.insertItems]: 'is|u',
  [ListOp.pop]: 'i|',
  [ListOp.popRange]: 'i|u',
  [ListOp.remove]: 'i|',
  [ListOp.removeRange]: 'i|u',
  [ListOp.set]: 'is|u',
  [ListOp.trim]: 'iu|',
  [ListOp.increment]: 'i|vuu',
  [ListOp.sort]: '|u',
  [ListOp.get]: 'i|',
  [ListOp.getRange]: 'i|u',
  [ListOp.getByIndex]: 'ui|',
  [ListOp.getByValue]: 'uv|',
  [ListOp.getByRank]: 'ui|',
  [ListOp.getAllByValue]: 'uv|',
  [ListOp.getByValueList]: 'uv|',
  [ListOp.getByIndexRange]: 'ui|u',
  [ListOp.getByValueInterval]: 'uv|v',
  [ListOp.getByRankRange]: 'ui|u',
  [ListOp.getByValueRelRankRange]: 'uvi|u',
  [ListOp.removeByIndex]: 'ui|',
  [ListOp.removeByValue]: 'uv|',
  [ListOp.removeByRank]: 'ui|',
  [ListOp.removeAllByValue]: 'uv|',
  [ListOp.removeByValueList]: 'uv|',
  [ListOp.removeByIndexRange]: 'ui|u',
  [ListOp.removeByValueInterval]: 'uv|v',
  [ListOp.removeByRankRange]: 'ui|u',
  [ListOp.removeByValueRelRankRange]: 'uvi|u',
  [MapOp.setType]: 'u|',
  [MapOp.add]: 'ss|u',
  [MapOp.addItems]: 's|u',
  [MapOp.put]: 'ss|uu',
  [MapOp.putItems]: 's|uu',
  [MapOp.replace]: 'ss|',
  [MapOp.replaceItems]: 's|',
  [MapOp.increment]: 'v|vu',
  [MapOp.decrement]: 'v|vu',
  [MapOp.removeByKey]: 'uv|',
  [MapOp.removeByValue]: 'uv|',
  [MapOp.removeByIndex]: 'ui|',
  [MapOp.removeByRank]: 'ui|',
  [MapOp.removeByKeyList]: 'uv|',
  [MapOp.removeAllByValue]: 'uv|',
  [MapOp.removeByValueList]: 'uv|',
  [MapOp.removeByKeyInterval]: 'uv|v',
  [MapOp.removeByIndexRange]: 'ui|u',
  [MapOp.removeByValueInterval]: 'uv|v',
  [MapOp.removeByRankRange]: 'ui|u',
  [MapOp.removeByKeyRelIndexRange]: 'uvi|u',
  [MapOp.removeByValueRelRankRange]: 'uvi|u',
  [MapOp.getByKey]: 'uv|',
  [MapOp.getByIndex]: 'ui|',
  [MapOp.getByValue]: 'uv|',
  [MapOp.getByRank]: 'ui|',
  [MapOp.getAllByValue]: 'uv|',
  [MapOp.getByKeyInterval]: 'uv|v',
  [MapOp.getByIndexRange]: 'ui|u',
  [MapOp.getByValueInterval]: 'uv|v',
  [MapOp.getByRankRange]: 'ui|u',
  [MapOp.getByKeyList]: 'uv|',
  [MapOp.getByValueList]: 'uv|',
  [MapOp.getByKeyRelIndexRange]: 'uvi|u',
  [MapOp.getByValueRelRankRange]: 'uvi|u',
}

/** An operation's parameters, read and checked: by kind and in order. */
export interface Params {
  /** Integers, signed and unsigned ones together. */
  readonly numbers: readonly bigint[]
  readonly values: readonly Buffer[]
}

/** An operation that was called: its code, and its parameters as yet unread. */
export interface Call {
  readonly op: number
  readonly given: number
  readonly input: PayloadReader
}

/** Reads the parameters. What is malformed, missing or too much answers result code 4. */
export function readParams({ op, given, input }: Call): Params {
  const signature = SIGNATURES[op]
  const numbers: bigint[] = []
  const values: Buffer[] = []
  if (signature === undefined) return { numbers, values }
  const letters = signature.replace('|', '')
  if (given < signature.indexOf('|') || given > letters.length) refuse(Code.parameter)
  for (const letter of letters.slice(0, given)) {
    if (letter === 'i') numbers.push(input.int64() ?? refuse(Code.parameter))
    else if (letter === 'u') numbers.push(input.uint64() ?? refuse(Code.parameter))
    else values.push(readValue(input, letter === 's'))
  }
  return { numbers, values }
}

function readValue(input: PayloadReader, stored: boolean): Buffer {
  const value = input.element() ?? refuse(Code.parameter)
  return stored && input.nonStorage ? refuse(Code.parameter) : value
}

/** Parameter `index` among the integers; what a signature requires is always there. */
export function number(params: Params, index: number, otherwise = 0n): bigint {
  return params.numbers[index] ?? otherwise
}

export function value(params: Params, index: number): Buffer {
  return params.values[index] ?? refuse(Code.parameter)
}
