import type { Node } from '../cluster/node.ts'
import {
  AerospikeError,
  clientError,
  copyError,
  describeResultCode,
  serverError,
  quoteName,
  sortOf,
} from '../errors/index.ts'
import { infoFailure } from '../wire/info.ts'
import { nameFault } from '../wire/names.ts'
import type { Scope } from './scope.ts'

/** What is said of an info command besides its text. */
export interface AskOptions {
  /** Whether it changes something: no answer leaves in doubt whether it did. */
  readonly changes?: boolean
}

/**
 * Asks a node one info command and returns its answer as it is.
 * @throws TimeoutError, ConnectionError, AbortError
 */
export async function askRaw(
  scope: Scope,
  node: Node,
  command: string,
  { changes = false }: AskOptions = {},
): Promise<string> {
  if (typeof command !== 'string' || command === '' || /[\n\0]/.test(command) || !command.isWellFormed())
    throw clientError('INVALID_ARGUMENT', 'An info command is one line of text, without NUL')
  const request = node.administration.request([command], scope.answerLimit)
  const forget = scope.onCancel((error) => {
    // Other requests of the scope are told of the same error, and each has a node of its own.
    request.fail(copyError(error))
  })
  try {
    const answers = await request.answer
    return answers.get(command) ?? ''
  } catch (error) {
    if (changes && request.sent) scope.inDoubt = true
    if (error instanceof AerospikeError) {
      error.node ??= node.toString()
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

/** The same, but a refusal throws. @throws ServerError of the refusal's code, or `INFO_FAILED` */
export async function ask(scope: Scope, node: Node, command: string, options?: AskOptions): Promise<string> {
  const answer = await askRaw(scope, node, command, options)
  const failure = infoFailure(answer)
  if (failure === undefined) return answer
  throw infoError(command, failure, node)
}

/** A refusal as an error: by its code where that says something, else by its words. */
function infoError(
  command: string,
  failure: { resultCode: number; message: string },
  node: Node,
): AerospikeError {
  const { resultCode, message } = failure
  const known = resultCode > 1 && describeResultCode(resultCode).code !== 'UNKNOWN_RESULT_CODE'
  if (known)
    return serverError(resultCode, { hint: message === '' ? undefined : message, node: node.toString() })
  const name = /^[a-z-]*/i.exec(command)?.[0] ?? ''
  return clientError('INFO_FAILED', `The node refused ${name}: ${message || 'it does not say why'}`, {
    node: node.toString(),
  })
}

/**
 * A name inside an info command, where `;` would begin the next parameter, a line break the next command, and a NUL would end
 * it in the middle: `truncate` would take what stands before it for the set (server handle_cmds, as_info_parameter_get in
 * as/src/base/thr_info.c, 8.1.2).
 * @throws ArgumentError `INVALID_ARGUMENT`
 */
export function infoValue(what: string, value: unknown, max = Infinity): string {
  if (typeof value !== 'string' || value === '')
    throw clientError('INVALID_ARGUMENT', `${what} must be text, not ${sortOf(value)}`)
  const fault = nameFault(value, max) ?? (/[;\n]/.test(value) ? SEPARATES : undefined)
  if (fault === undefined) return value
  throw clientError('INVALID_ARGUMENT', `${what} ${quoteName(value)} ${fault}`)
}
const SEPARATES = 'has a ; or a line break, which commands of this kind cannot hold'
