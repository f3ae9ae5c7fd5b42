import type { ExpressionType } from '../expression.ts'

/**
 * What is known of an expression's type before it is built: `fixed` by what it is; `open` for a literal that could be another type
 * too; `number` for arithmetic of bins that nothing says more of; `none` for a bin or an element of any type.
 */
export interface Known {
  readonly type: ExpressionType | undefined
  readonly sure: 'fixed' | 'open' | 'number' | 'none'
}

const STRENGTH = { fixed: 3, open: 2, number: 1, none: 0 } as const

export const NONE: Known = { type: undefined, sure: 'none' }
export const NUMBER: Known = { type: undefined, sure: 'number' }

export function fixed(type: ExpressionType | undefined): Known {
  return { type, sure: 'fixed' }
}

/** What is known of operands that are of one type. */
export function together(all: readonly Known[]): Known {
  // What only newer servers know says nothing of the others.
  const told = all.filter(({ type, sure }) => sure !== 'fixed' || type !== undefined)
  if (told.length === 0 && all.length > 0) return fixed(undefined)
  let best = NONE
  for (const known of told) if (STRENGTH[known.sure] > STRENGTH[best.sure]) best = known
  return best
}

/** The type that is known; numbers of which nothing else is said are integers. */
export function decided({ type, sure }: Known): ExpressionType | undefined {
  return sure === 'number' ? 'int' : type
}
