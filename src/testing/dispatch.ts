import { FieldType, Info2 } from '../wire/proto.ts'
import { serveBatch } from './batch/batch.ts'
import { type Cluster, namespaceFor } from './cluster/cluster.ts'
import { hold } from './faults/hold.ts'
import type { MemoryNode } from './memory-node.ts'
import type { Exchange } from './net/connection.ts'
import { serveAggregation } from './query/aggregation.ts'
import { serveBackground, serveUdfBackground } from './query/background.ts'
import { serveQuery } from './query/query.ts'
import { refusal } from './record/answer.ts'
import { writeAnswer } from './record/encode.ts'
import type { CommandKind } from './record/kind.ts'
import type { Request } from './record/request.ts'
import { commandOf, runRecordCommand } from './record/single.ts'
import { Code } from './result-code.ts'
import { checkAuth, checkData } from './security/guard.ts'
import type { MemoryNamespace } from './store/memory-namespace.ts'

/** How long a node waits for another one, in milliseconds, when the client does not say (transaction-max-ms). */
const MAX_WAIT = 1000

/** Serves a message of any kind. */
export function serveMessage(
  cluster: Cluster,
  node: MemoryNode,
  kind: CommandKind,
  request: Request,
  exchange: Exchange,
): Promise<void> | undefined {
  if (kind === 'batch') return serveBatch(cluster, node, request, exchange)
  const refused = checkAuth(cluster.security, exchange)
  if (refused !== Code.ok) {
    writeAnswer(exchange.out, refusal(refused))
    return undefined
  }
  const namespace = namespaceFor(cluster, request)
  if (namespace === undefined) {
    writeAnswer(exchange.out, refusal(Code.namespace))
    return undefined
  }
  const forbidden = checkData(cluster.security, exchange, request, kind === 'query' ? 'query' : 'record')
  if (forbidden !== Code.ok) {
    writeAnswer(exchange.out, refusal(forbidden))
    return undefined
  }
  if (kind === 'query') return serveSearch(cluster, node, namespace, request, exchange)
  return serveOne(cluster, node, namespace, request, exchange)
}

function serveSearch(
  cluster: Cluster,
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): Promise<void> | undefined {
  if (request.has(FieldType.udfFilename)) return serveUdfQuery(cluster, node, namespace, request, exchange)
  const isWrite = (request.info2 & Info2.write) !== 0
  return (isWrite ? serveBackground : serveQuery)(node, namespace, request, exchange)
}

/** Tells the two kinds of functions in queries apart (get_query_type, as/src/query/query.c, 8.1.2). */
async function serveUdfQuery(
  { udfs }: Cluster,
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): Promise<void> {
  await udfs.ready()
  const kind = request.field(FieldType.udfOp)
  const serve = kind?.length === 1 ? UDF_QUERIES[kind[0] as number] : undefined
  if (serve === undefined) writeAnswer(exchange.out, refusal(Code.parameter))
  // As a server does that has disable-udf-execution set.
  else if (!udfs.available) writeAnswer(exchange.out, refusal(Code.forbidden))
  else await serve(udfs, node, namespace, request, exchange)
}

/** By number (as_udf_op, as/include/transaction/udf.h). */
const UDF_QUERIES: Readonly<Record<number, typeof serveAggregation>> = {
  1: serveAggregation,
  2: serveUdfBackground,
}

/** A command on one record is answered at once, unless it is the business of a node that does not answer. */
function serveOne(
  cluster: Cluster,
  node: MemoryNode,
  namespace: MemoryNamespace,
  request: Request,
  exchange: Exchange,
): Promise<void> | undefined {
  const command = commandOf(request, namespace)
  if (typeof command === 'number') {
    writeAnswer(exchange.out, refusal(command))
    return undefined
  }
  const isWrite = (request.info2 & Info2.write) !== 0
  if (!mayServe(node, namespace.name, command.partition, isWrite)) {
    node.counter.proxied++
    const master = node.view.partitions.get(namespace.name)?.master(command.partition)
    if (master !== undefined && cluster.nodes[master]?.running === false) return timeOut(request, exchange)
  }
  const loading = request.has(FieldType.udfFilename) ? cluster.udfs.ready() : undefined
  const answer = (): void => {
    const ended = runRecordCommand(command, cluster.udfs)
    node.figures.record(namespace.name, 'client', request, ended.code)
    writeAnswer(exchange.out, ended, cluster.clock)
  }
  if (loading !== undefined) return loading.then(answer)
  answer()
  return undefined
}

async function timeOut({ timeout }: Request, exchange: Exchange): Promise<void> {
  await hold(Math.min(timeout === 0 ? MAX_WAIT : timeout, MAX_WAIT))
  writeAnswer(exchange.out, refusal(Code.timeout))
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
