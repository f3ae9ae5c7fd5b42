import { anyNode, explainNoNode, nodeById, nodeList } from '../cluster/choose.ts'
import type { Node } from '../cluster/node.ts'
import { AerospikeError, clientError, describeResultCode, serverError } from '../errors/index.ts'
import { describe } from '../policy/table.ts'
import { infoFailure } from '../wire/info.ts'
import { nameFault } from '../wire/names.ts'
import type { ClusterView, HeldUp } from './engine.ts'

/** What a feature that is no command on one record needs of the client. */
export interface FeatureHost {
  readonly cluster: ClusterView
  readonly rackIds: readonly number[]
  /** Why nothing may start, or undefined. */
  refusal(): AerospikeError | undefined
  /** Resolves when the cluster is known; a client that was never connected connects now. Rejects with an error of the caller's own. */
  ready(): Promise<void>
  /** Counts work in flight, which is cancelled when the client closes; gives what ends the count. */
  enter(cancel: (error: AerospikeError) => void, heldUp?: HeldUp): () => void
}

/** The nodes of the cluster; at least one. @throws ClusterError `CLUSTER_UNREACHABLE` */
export async function allNodes(host: FeatureHost): Promise<readonly Node[]> {
  await begin(host)
  const nodes = nodeList(host.cluster.state)
  if (nodes.length === 0) throw explainNoNode(host.cluster.state, '', 0)
  return nodes
}

/** The node with that id, or any. @throws ClusterError `NODE_NOT_FOUND`, `CLUSTER_UNREACHABLE` */
export async function oneNode(host: FeatureHost, id?: string): Promise<Node> {
  await begin(host)
  const { state } = host.cluster
  if (id !== undefined) return nodeById(state, id)
  const node = anyNode(state)
  if (node === undefined) throw explainNoNode(state, '', 0)
  return node
}

async function begin(host: FeatureHost): Promise<void> {
  const refusal = host.refusal()
  if (refusal !== undefined) throw refusal
  await host.ready()
}

/**
 * Asks a node one info command and gives its answer as it is.
 * @throws TimeoutError, ConnectionError
 */
export async function askRaw(
  host: FeatureHost,
  node: Node,
  command: string,
  timeout: number,
): Promise<string> {
  if (typeof command !== 'string' || command === '' || /[\n\0]/.test(command) || !command.isWellFormed())
    throw clientError('INVALID_ARGUMENT', 'An info command is one line of text, without NUL')
  const leave = host.enter(() => undefined)
  try {
    const answers = await node.channel.request([command], timeout)
    return answers.get(command) ?? ''
  } catch (error) {
    if (error instanceof AerospikeError) error.node ??= node.toString()
    throw error
  } finally {
    leave()
  }
}

/** The same, but a refusal throws. @throws ServerError of the refusal's code, or `INFO_FAILED` */
export async function ask(host: FeatureHost, node: Node, command: string, timeout: number): Promise<string> {
  const answer = await askRaw(host, node, command, timeout)
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
    throw clientError('INVALID_ARGUMENT', `${what} must be text, not ${describe(value)}`)
  const fault = nameFault(value, max) ?? (/[;\n]/.test(value) ? SEPARATES : undefined)
  if (fault === undefined) return value
  throw clientError('INVALID_ARGUMENT', `${what} ${JSON.stringify(value)} ${fault}`)
}
const SEPARATES = 'has a ; or a line break, which commands of this kind cannot hold'
