import { explainNoNode } from '../cluster/choose.ts'
import { allNodes, ask, type FeatureHost, infoValue } from '../execute/feature-host.ts'
import { NAMESPACE_MAX } from '../wire/names.ts'

/**
 * Makes sure that the cluster has a namespace: nodes accept most commands about one that they do not know, and do nothing
 * (server as/src/base/truncate.c, as/src/sindex/sindex_manager.c, 8.1.2). The partition map may be older than the namespace, so
 * the nodes are asked before anything is refused.
 * @throws ClusterError `NAMESPACE_NOT_FOUND`
 */
export async function checkKnown(host: FeatureHost, namespace: string, timeout: number): Promise<void> {
  infoValue('namespace', namespace, NAMESPACE_MAX)
  const nodes = await allNodes(host)
  if (host.cluster.state.partitions.has(namespace)) return
  const answers = await Promise.allSettled(nodes.map((node) => ask(host, node, 'namespaces', timeout)))
  if (answers.some((answer) => answer.status === 'fulfilled' && answer.value.split(';').includes(namespace)))
    return
  const failed = answers.find((answer) => answer.status === 'rejected')
  throw failed === undefined ? explainNoNode(host.cluster.state, namespace, 0) : failed.reason
}
