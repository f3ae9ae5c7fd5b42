/** How a command ends. */
export const Exit = { ok: 0, failed: 1, usage: 2 } as const

/** A mistake in what was typed. */
export class UsageError extends Error {}

/** Errors of the client that are about what was typed, by their codes. */
const TYPED: ReadonlySet<unknown> = new Set([
  'INVALID_ARGUMENT',
  'INVALID_OPTION',
  'INVALID_KEY',
  'INVALID_BIN_NAME',
  'INVALID_EXPRESSION',
])

/** Whether an error is about what was typed. */
export function isUsage(error: Error): boolean {
  return error instanceof UsageError || TYPED.has(codeOf(error))
}

/** The stable code of an error of the client. */
export function codeOf(error: Error): string | undefined {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}
