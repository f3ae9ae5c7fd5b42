import { Code } from '../result-code.ts'
import { type InfoCommand, InfoRefusal, optional } from './command.ts'

/** Commands about running queries (cmd_query_show, cmd_query_abort, thr_info.c, 8.1.2). */
export const jobCommands: Record<string, InfoCommand> = {
  'query-abort': ({ node, params }) => {
    const id = jobId(params)
    if (id === undefined) throw new InfoRefusal(Code.parameter, "missing 'id'")
    if (!node.jobs.abort(id)) throw new InfoRefusal(Code.notFound, 'id not active')
    return 'ok'
  },
  'query-abort-all': ({ node }) => `number-of-queries-killed:${node.jobs.abortAll()}`,
  'query-show': ({ node, params }) => {
    const id = jobId(params)
    if (id === undefined) return node.jobs.describeAll()
    const job = node.jobs.find(id)
    if (job === undefined) throw new InfoRefusal(Code.notFound, 'job not found')
    return job.describe()
  },
}

function jobId(params: string): bigint | undefined {
  const text = optional(params, 'id', 24) ?? optional(params, 'trid', 24, 'id')
  if (text === undefined) return undefined
  const id = /^(0[xX][0-9a-fA-F]+|\d+)$/.test(text) ? BigInt(text) : 0n
  if (id === 0n) throw new InfoRefusal(Code.parameter, 'bad id')
  return id
}
