import { readBase64 } from '../base64.ts'
import { clientError } from '../errors/index.ts'
import { Cursor } from '../wire/msgpack/unpack.ts'
import { type Context, type ContextStep, packContext } from './context-step.ts'
import { packed } from './packed.ts'
import { readSteps } from './read-context.ts'

/**
 * A context as text, in the form that all clients share; secondary indexes show theirs in it.
 *
 * @example
 * contextToBase64([ctx.mapKey('city')]) // 'kiKlA2NpdHk='
 */
export function contextToBase64(context: Context): string {
  return packed((writer) => {
    packContext(writer, context)
  }).toString('base64')
}

/**
 * The context that a text stands for. Throws `INVALID_ARGUMENT` when it stands for none.
 *
 * @example
 * const context = contextFromBase64(contextToBase64([ctx.mapKey('tags')]))
 * lists.size('user', { context }) // 2 for { user: { tags: ['a', 'b'] } }
 */
export function contextFromBase64(text: string): ContextStep[] {
  const bytes = readBase64(text)
  if (bytes === undefined) throw noContext(undefined)
  const cursor = new Cursor(bytes)
  try {
    const steps = readSteps(cursor)
    if (cursor.position === cursor.end) return steps
  } catch (error) {
    throw noContext(error)
  }
  throw noContext(undefined)
}

function noContext(cause: unknown): Error {
  return clientError('INVALID_ARGUMENT', 'contextFromBase64: text is no context in base64', { cause })
}
