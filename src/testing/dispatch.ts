import { FieldType, Info2 } from '../wire/proto.ts'
import type { Cluster } from './cluster/cluster.ts'
import type { MemoryNode } from './memory-node.ts'
import type { Exchange } from './net/connection.ts'
import { refusal } from './record/answer.ts'
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
  if (kind === 'batch' || kind === 'query') {
    return void writeAnswer(exchange.out, refusal(Code.unsupportedFeature))
  }
  const namespace = cluster.namespaces.get(request.text(FieldType.namespace))
  if (namespace === undefined) return void writeAnswer(exchange.out, refusal(Code.namespace))
  const command = commandOf(request, namespace)
  if (typeof command === 'number') return void writeAnswer(exchange.out, refusal(command))
  if (!mayServe(node, namespace.name, command.partition, (request.info2 & Info2.write) !== 0))
    node.counter.proxied++
  return void writeAnswer(exchange.out, runRecordCommand(command))
}

/** Whether a node serves a partition itself: writes go to the master, reads to any node with a copy (find_best_node, partition.c). */
function mayServe(node: MemoryNode, namespace: string, partition: number, isWrite: boolean): boolean {
  const map = node.view.partitions.get(namespace)
  if (map === undefined || map.master(partition) === node.index) return true
  return !isWrite && map.owners(partition).includes(node.index)
}
