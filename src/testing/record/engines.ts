import { OpCode } from '../../wire/proto.ts'
import { bitsModify, bitsRead } from '../bits/index.ts'
import { cdtModify, cdtRead } from '../cdt/index.ts'
import { type ExpressionRecord, expressionModify, expressionRead } from '../expression/index.ts'
import { hllModify, hllRead } from '../hll/index.ts'
import type { OpOutcome, Particle } from '../particle.ts'

/** What an operation on a bin's inside does: pure, the bin's old value in, its new value and the result out. */
type Engine = (bin: Particle | undefined, payload: Buffer, record: ExpressionRecord) => OpOutcome

/** Reads the inside of a bin. */
export const readEngines: ReadonlyMap<number, Engine> = new Map<number, Engine>([
  [OpCode.cdtRead, cdtRead],
  [OpCode.bitRead, bitsRead],
  [OpCode.hllRead, hllRead],
  [OpCode.expRead, (_bin, payload, record) => expressionRead(payload, record)],
])

/** Changes the inside of a bin. */
export const modifyEngines: ReadonlyMap<number, Engine> = new Map<number, Engine>([
  [OpCode.cdtModify, cdtModify],
  [OpCode.bitModify, bitsModify],
  [OpCode.hllModify, hllModify],
  [OpCode.expModify, expressionModify],
])
