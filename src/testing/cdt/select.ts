import type { OpOutcome, Particle } from '../particle.ts'
import { Code } from '../result-code.ts'
import type { PayloadReader } from '../payload/reader.ts'

/** A path expression: the bin it reads or modifies, and its parameters (context, flags, expression), as yet unread. */
export type Select = (bin: Particle | undefined, input: PayloadReader, modify: boolean) => OpOutcome

let provided: Select = () => ({ code: Code.unsupportedFeature })

/**
 * Brings in path expressions. They are made of expressions, which in turn call list and map operations:
 * the module of expressions knows both and provides the one to the other.
 */
export function provideSelect(select: Select): void {
  provided = select
}

export function select(bin: Particle | undefined, input: PayloadReader, modify: boolean): OpOutcome {
  return provided(bin, input, modify)
}
