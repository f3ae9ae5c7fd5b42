import type { Node } from '../cluster/node.ts'
import { type AerospikeError, describeResultCode } from '../errors/index.ts'
import type { Purpose } from '../net/leases.ts'
import type { LatencyKind, NamespaceMeasures } from '../observe/measures.ts'
import { endCode } from '../wire/reply.ts'
import type { Scope } from './scope.ts'
import { performance } from '../timers.ts'

/** A job is started by a query that sends no records (as_query_execute, client-c aerospike_query.c, 7.5.0). */
const KINDS = {
  query: 'query',
  aggregation: 'query',
  job: 'query',
  batch: 'batch',
  'batch stream': 'batch',
} as const satisfies { [P in Purpose]: LatencyKind }

/** Ends that say nothing of the node: the caller wanted no more. */
const NO_FAULT: ReadonlySet<string> = new Set(['ABORTED', 'CLIENT_CLOSED'])

/** What a request is measured for. */
interface Measured {
  readonly purpose: Purpose
  readonly namespace?: string | undefined
}

/** Measures a request whose answer is a stream of frames; undefined while metrics are off. */
export function measureStream(
  { session, namespace }: Scope,
  node: Node,
  request: Measured,
): StreamMeasure | undefined {
  const measures = session.metrics?.at(node.toString(), request.namespace ?? namespace ?? '')
  return measures === undefined ? undefined : new StreamMeasure(measures, KINDS[request.purpose])
}

/** What is noted of one request while metrics are enabled. */
export class StreamMeasure {
  readonly #measures: NamespaceMeasures
  readonly #kind: LatencyKind
  readonly #startedAt = performance.now()

  constructor(measures: NamespaceMeasures, kind: LatencyKind) {
    this.#measures = measures
    this.#kind = kind
  }

  sent(bytes: number): void {
    this.#measures.bytesOut += bytes
  }

  received(bytes: number): void {
    this.#measures.bytesIn += bytes
  }

  /** The last frame has come; it may say that the node refused. */
  answered(buffer: Buffer, start: number, end: number): void {
    const resultCode = endCode(buffer, start, end)
    const elapsed = performance.now() - this.#startedAt
    if (resultCode === 0) this.#measures.answered(this.#kind, elapsed)
    else this.#measures.failed(this.#kind, elapsed, describeResultCode(resultCode).code)
  }

  failed({ code }: AerospikeError): void {
    if (!NO_FAULT.has(code)) this.#measures.failed(this.#kind, performance.now() - this.#startedAt, code)
  }
}
