import type { Node } from '../cluster/node.ts'
import { AerospikeError, copyError } from '../errors/index.ts'
import { type AdminReader, readNothing } from '../net/admin-request.ts'
import type { Scope } from './scope.ts'

/** What is said of a request of the security protocol besides its bytes. */
export interface AdministrationOptions {
  /** Reads the answer; a result code alone when left out. */
  readonly read?: AdminReader
  /** Whether it changes something: no answer leaves in doubt whether it did. */
  readonly changes?: boolean
}

/**
 * Sends a node one request of the security protocol. The frame is wiped at the end.
 * @throws SecurityError, TimeoutError, ConnectionError, AbortError
 */
export async function askSecurity(
  scope: Scope,
  node: Node,
  frame: Buffer,
  { read = readNothing, changes = false }: AdministrationOptions = {},
): Promise<void> {
  const request = node.administration.administer(frame, read, scope.answerLimit)
  const forget = scope.onCancel((error) => {
    request.fail(copyError(error))
  })
  try {
    await request.answer
  } catch (error) {
    if (error instanceof AerospikeError) {
      error.node ??= node.toString()
      // A refusal is an answer.
      if (changes && request.sent && error.resultCode === undefined) scope.inDoubt = true
      error.inDoubt ||= scope.inDoubt
    }
    throw error
  } finally {
    if (request.sent) {
      scope.attempts++
      scope.traffic.requests++
    }
    forget()
  }
}
