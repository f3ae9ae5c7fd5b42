import { inScope, type Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import type { Node } from '../cluster/node.ts'
import { ask } from '../execute/info.ts'
import { INFO_DEFAULTS, INFO_OPTIONS } from '../policy/query.ts'
import type { InfoOptions } from '../policy/query-options.ts'
import { resolveOptions } from '../policy/table.ts'

/** Administration of all nodes takes the options of any other but the node. */
export type AllNodesOptions = Omit<InfoOptions, 'node'>

/** Runs one call of administration. `node` finds the node that the options name, or any. */
export async function administer<T>(
  session: Session,
  name: string,
  options: InfoOptions | undefined,
  work: (scope: Scope, node: () => Promise<Node>) => Promise<T>,
): Promise<T> {
  const { timeout, signal, node: id } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, name)
  return inScope(session, { kind: 'administration', name, timeout, signal }, (scope) =>
    work(scope, () => scope.node(id)),
  )
}

/** Asks all nodes the same. @throws the first refusal */
export async function askAll(
  scope: Scope,
  command: string | ((node: Node) => string),
): Promise<{ readonly node: string; readonly answer: string }[]> {
  const nodes = await scope.nodes()
  return Promise.all(
    nodes.map(async (node) => {
      const text = typeof command === 'string' ? command : command(node)
      return { node: node.id, answer: await ask(scope, node, text) }
    }),
  )
}
