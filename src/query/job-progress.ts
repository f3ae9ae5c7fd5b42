import { protocolError } from '../errors/index.ts'

/** How far one node is with a job. `gone`: it left the cluster, and its part of the job with it. */
export interface NodeProgress {
  readonly node: string
  readonly status: 'active' | 'done' | 'aborted' | 'gone'
  /** Percent of its partitions. */
  readonly percent: number
  readonly succeeded: number
  readonly failed: number
  readonly filtered: number
}

/** What is known of a job on a node that has none to tell about. */
export function unknownProgress(node: string, status: NodeProgress['status'], percent: number): NodeProgress {
  return { node, status, percent, succeeded: 0, failed: 0, filtered: 0 }
}

/**
 * The figures of a job, from its status to the client that began it. Names stand around them, of up to 63 bytes each before
 * them: the figures are longer, so that the first place that looks like them is theirs.
 */
const FIGURES =
  /:status=([a-z]+\([\w-]*\)):job-progress=([\d.]+)((?::(?:run-time|time-since-done|recs-[a-z-]+)=\d+)*:recs-succeeded=\d+:recs-failed=\d+):from=/

/** What a node says of a job (as_query_job_info, server as/src/query/query_job.c, 8.1.2). @throws ProtocolError */
export function parseProgress(node: string, answer: string): NodeProgress {
  const [, status, percent, records] = FIGURES.exec(answer) ?? []
  if (status === undefined || percent === undefined || records === undefined)
    throw protocolError(
      `What the node says of the job cannot be read: ${JSON.stringify(answer.slice(0, 200))}`,
    )
  const number = (name: string): number => Number(new RegExp(`:${name}=(\\d+)`).exec(records)?.[1] ?? 0)
  return {
    node,
    status: statusOf(status),
    percent: Number(percent),
    succeeded: number('recs-succeeded'),
    failed: number('recs-failed'),
    filtered: number('recs-filtered-meta') + number('recs-filtered-bins'),
  }
}

function statusOf(status: string): NodeProgress['status'] {
  if (status.startsWith('active')) return 'active'
  return status === 'done(ok)' ? 'done' : 'aborted'
}
