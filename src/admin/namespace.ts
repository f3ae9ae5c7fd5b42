import { explainNoNode } from '../cluster/choose.ts'
import { ask, infoValue } from '../execute/info.ts'
import type { Scope } from '../execute/scope.ts'
import { NAMESPACE_MAX } from '../wire/names.ts'

/**
 * Makes sure that the cluster has a namespace: nodes accept most commands about one that they do not know, and do nothing
 * (server as/src/base/truncate.c, as/src/sindex/sindex_manager.c, 8.1.2). The partition map may be older than the namespace, so
 * the nodes are asked before anything is refused.
 * @throws ClusterError `NAMESPACE_NOT_FOUND`
 */
export async function checkKnown(scope: Scope, namespace: string): Promise<void> {
  infoValue('namespace', namespace, NAMESPACE_MAX)
  const nodes = await scope.nodes()
  if (scope.session.cluster.state.partitions.has(namespace)) return
  const answers = await Promise.allSettled(nodes.map((node) => ask(scope, node, 'namespaces')))
  if (answers.some((answer) => answer.status === 'fulfilled' && answer.value.split(';').includes(namespace)))
    return
  const failed = answers.find((answer) => answer.status === 'rejected')
  throw failed === undefined ? explainNoNode(scope.session.cluster.state, namespace, 0) : failed.reason
}
