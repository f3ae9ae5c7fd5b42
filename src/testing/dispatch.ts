import { FieldType, Info2 } from '../wire/proto.ts'
import { serveBatch } from './batch/batch.ts'
import type { Cluster } from './cluster/cluster.ts'
import type { MemoryNode } from './memory-node.ts'
import type { Exchange } from './net/connection.ts'
import { type Answer, refusal } from './record/answer.ts'
import { writeAnswer } from './record/encode.ts'
import type { CommandKind } from './record/kind.ts'
import type { Request } from './record/request.ts'
import { commandOf, runRecordCommand } from './record/single.ts'
import { Code } from './result-code.ts'

/** Serves a message of any kind. */
export function serveMessage(
  cluster: Cluster,
  node: MemoryNode,
  kind: CommandKind,
  request: Request,
  exchange: Exchange,
): Promise<void> | undefined {
  if (kind === 'batch') return serveBatch(cluster, request, exchange)
  const answer = kind === 'query' ? refusal(Code.unsupportedFeature) : answerOne(cluster, node, request)
  writeAnswer(exchange.out, answer)
  return undefined
}

/** A command on one record is answered at once. */
function answerOne(cluster: Cluster, node: MemoryNode, request: Request): Answer {
  const namespace = cluster.namespaces.get(request.text(FieldType.namespace))
  if (namespace === undefined) return refusal(Code.namespace)
  const command = commandOf(request, namespace)
  if (typeof command === 'number') return refusal(command)
  const isWrite = (request.info2 & Info2.write) !== 0
  if (!mayServe(node, namespace.name, command.partition, isWrite)) node.counter.proxied++
  return runRecordCommand(command)
}

/**
 * Whether a node serves a partition itself: writes go to the master, reads to any node with a copy (find_best_node, partition.c).
 * What it does not serve, it has served by the node that does, and passes the answer on.
 */
function mayServe(node: MemoryNode, namespace: string, partition: number, isWrite: boolean): boolean {
  const map = node.view.partitions.get(namespace)
  if (map === undefined || map.master(partition) === node.index) return true
  return !isWrite && map.owners(partition).includes(node.index)
}
