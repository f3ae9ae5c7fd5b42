import { TYPE_WORDS } from '../expressions/text/words.ts'
import type { ExpressionType } from '../expression.ts'

/** A type as AEL names it. */
export function wordOf(type: ExpressionType | undefined): string {
  return (TYPE_WORDS as Readonly<Record<string, string>>)[type ?? ''] ?? String(type)
}

/** How to say what type a path is of. */
export function sayType(path: string): string {
  const types = Object.values(TYPE_WORDS).filter((word) => word !== TYPE_WORDS.nil)
  return `say it behind the path: ${path}:STRING; types are ${types.join(', ')}`
}
