import { OpCode } from '../../wire/proto.ts'
import { bitsModify, bitsRead } from '../bits/index.ts'
import type { OpOutcome, Particle } from '../particle.ts'
import { Code } from '../result-code.ts'

/** What an operation on a bin's inside does: pure, the bin's old value in, its new value and the result out. */
export type Engine = (bin: Particle | undefined, payload: Buffer) => OpOutcome

const unsupported: Engine = () => ({ code: Code.unsupportedFeature })

/** Reads the inside of a bin; they are asked only when the bin is there. */
export const readEngines: ReadonlyMap<number, Engine> = new Map([
  [OpCode.cdtRead, unsupported],
  [OpCode.bitRead, bitsRead],
  [OpCode.hllRead, unsupported],
])

export const modifyEngines: ReadonlyMap<number, Engine> = new Map([
  [OpCode.cdtModify, unsupported],
  [OpCode.bitModify, bitsModify],
  [OpCode.hllModify, unsupported],
])
