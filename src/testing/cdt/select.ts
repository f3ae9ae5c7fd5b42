/** Path expressions, which this engine does not evaluate yet: they answer that the feature is not supported. */
import type { OpOutcome, Particle } from '../particle.ts'
import type { Input } from './params.ts'
import { ResultCode } from './refusal.ts'

/** A path expression: the bin it reads or modifies, and its parameters (context, flags, expression), as yet unread. */
export type Select = (bin: Particle | undefined, input: Input, modify: boolean) => OpOutcome

export const select: Select = () => ({ code: ResultCode.unsupportedFeature })
