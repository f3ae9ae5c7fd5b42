import { ExpOp, ExpReadFlag, ExpType, ExpWriteFlag } from '../../expressions/codes.ts'
import { ParticleType } from '../../wire/proto.ts'
import { provideSelect } from '../cdt/select.ts'
import { selectByPath } from '../cdt-select/index.ts'
import type { OpOutcome, Particle } from '../particle.ts'
import { PayloadReader } from '../payload/reader.ts'
import { Code } from '../result-code.ts'
import { operationsOf } from './compile.ts'
import { PARTICLE_OF_TYPE } from './data.ts'
import type { Node } from './node.ts'
import type { ExpressionRecord } from './record.ts'
import { treeOf } from './tree.ts'
import { type ExpressionValue, toParticle } from './value.ts'

export type { ExpressionRecord } from './record.ts'

provideSelect(selectByPath)

/** A compiled expression. */
export interface Expression {
  /** The particle type of its results, 0 when it gives nil. */
  readonly particleType: number
  /** Its result for a record as a bin's value: `null` for nil, `undefined` for unknown. */
  evaluate(record: ExpressionRecord): Particle | null | undefined
  /** Whether a filter lets a record pass: an unknown result does not. */
  matches(record: ExpressionRecord): boolean
}

/** Compiles any expression; `undefined` where the server answers result code 4. */
export function compileExpression(bytes: Buffer): Expression | undefined {
  const node = treeOf(bytes)
  return node === undefined ? undefined : expressionOf(node)
}

/**
 * Compiles what an index may be made of: it looks at bins or at the digest, and at nothing else of a record (parse_exp,
 * as/src/sindex/sindex.c, 8.1.2).
 */
export function compileIndexed(bytes: Buffer): Expression | undefined {
  const operations = [...(operationsOf(bytes) ?? [])]
  const looks = operations.some((op) => op === ExpOp.digestModulo || op === ExpOp.bin || op === ExpOp.binType)
  const looksElsewhere = operations.some((op) => op >= ExpOp.deviceSize && op <= ExpOp.key)
  return looks && !looksElsewhere ? compileExpression(bytes) : undefined
}

/** Compiles a filter (field 43): an expression that gives a boolean; `undefined` where the server answers result code 4. */
export function compileFilter(bytes: Buffer): Expression | undefined {
  const node = treeOf(bytes)
  return node?.type === ExpType.bool ? expressionOf(node) : undefined
}

function expressionOf(node: Node): Expression {
  const run = (record: ExpressionRecord): ExpressionValue =>
    node.evaluate({ record, variables: [], loop: [] })
  return {
    particleType: PARTICLE_OF_TYPE[node.type] ?? ParticleType.null,
    evaluate: (record) => toParticle(run(record)),
    matches: (record) => run(record) === true,
  }
}

/** Evaluates the payload `[expression, flags]` of a reading operation (as_exp_read_tr, expop.c, 8.1.2). */
export function expressionRead(payload: Buffer, record: ExpressionRecord): OpOutcome {
  const request = parsePayload(payload, ExpReadFlag.evalNoFail)
  if (request === undefined) return { code: Code.parameter }
  const result = request.expression.evaluate(record)
  if (result === undefined) return unevaluated(request.flags)
  return result === null ? { code: Code.ok } : { code: Code.ok, result }
}

const MODIFY_FLAGS =
  ExpWriteFlag.createOnly |
  ExpWriteFlag.updateOnly |
  ExpWriteFlag.allowDelete |
  ExpWriteFlag.policyNoFail |
  ExpWriteFlag.evalNoFail

/**
 * Evaluates the payload `[expression, flags]` of a writing operation for the bin it names
 * (as_exp_modify_tr, expop.c, 8.1.2). It answers nothing.
 */
export function expressionModify(
  bin: Particle | undefined,
  payload: Buffer,
  record: ExpressionRecord,
): OpOutcome {
  const request = parsePayload(payload, MODIFY_FLAGS)
  if (request === undefined) return { code: Code.parameter }
  const { flags, expression } = request
  const forbidden = forbiddenCode(bin, flags)
  if (forbidden !== undefined) {
    return { code: (flags & ExpWriteFlag.policyNoFail) !== 0 ? Code.ok : forbidden }
  }
  const result = expression.evaluate(record)
  if (result === undefined) return unevaluated(flags)
  if (result !== null) return { code: Code.ok, bin: result }
  if (bin === undefined) return { code: Code.ok }
  if ((flags & ExpWriteFlag.allowDelete) !== 0) return { code: Code.ok, bin: null }
  // The server means to look at policyNoFail here, but any flag will do (as_exp_modify_tr).
  return { code: flags !== 0 ? Code.ok : Code.opNotApplicable }
}

function forbiddenCode(bin: Particle | undefined, flags: number): number | undefined {
  if (bin === undefined) return (flags & ExpWriteFlag.updateOnly) !== 0 ? Code.binNotFound : undefined
  return (flags & ExpWriteFlag.createOnly) !== 0 ? Code.binExists : undefined
}

function unevaluated(flags: number): OpOutcome {
  return { code: (flags & ExpReadFlag.evalNoFail) !== 0 ? Code.ok : Code.opNotApplicable }
}

function parsePayload(
  payload: Buffer,
  allowed: number,
): { readonly expression: Expression; readonly flags: number } | undefined {
  const reader = new PayloadReader(payload)
  const count = reader.listCount()
  if (count === undefined || count < 1 || count > 2) return undefined
  const bytes = reader.element()
  const flags = bytes === undefined ? 0n : (reader.uint64() ?? 0n)
  if (bytes === undefined || (flags & ~BigInt(allowed)) !== 0n) return undefined
  const expression = compileExpression(bytes)
  return expression === undefined ? undefined : { expression, flags: Number(flags) }
}
