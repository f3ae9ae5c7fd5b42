import { beginFrame, endFrame } from '../wire/info.ts'
import { FieldType, ProtoType } from '../wire/proto.ts'
import type { Writer } from '../wire/writer.ts'
import { note } from './calls/note.ts'
import type { Cluster } from './cluster/cluster.ts'
import type { SeenCommand } from './faults/fault.ts'
import type { Stroke } from './faults/faults.ts'
import { hold } from './faults/hold.ts'
import { answerInfo, writeInfo } from './info/answer.ts'
import { infoError } from './info/command.ts'
import type { MemoryNode } from './memory-node.ts'
import type { Exchange, Serve } from './net/connection.ts'
import { writeLast } from './query/message.ts'
import { refusal } from './record/answer.ts'
import { writeAnswer, writeSecurityRefusal } from './record/encode.ts'
import { type CommandKind, kindOf } from './record/kind.ts'
import { Request } from './record/request.ts'
import { serveMessage } from './dispatch.ts'
import { checkAuth } from './security/guard.ts'
import { serveSecurity } from './security/serve.ts'
import { Code } from './result-code.ts'

/** A request that has been read: what it is, and what serving it does. */
interface Job {
  readonly kind: CommandKind
  readonly request?: Request
  readonly info?: string
  run(exchange: Exchange): Promise<void> | undefined
}

/** What a node does with the requests of its clients. */
export function serverOf(cluster: Cluster, node: MemoryNode): Serve {
  return (exchange, type, buffer, start, end) => {
    const job = jobOf(cluster, node, type, buffer, start, end)
    node.counter.count(job.kind)
    if (cluster.calls.recording) note(cluster.calls, node.index, job)
    if (!cluster.faults.active) return job.run(exchange)
    const stroke = cluster.faults.strike(seen(job, node))
    return stroke === undefined ? job.run(exchange) : strike(stroke, job, exchange)
  }
}

function jobOf(
  cluster: Cluster,
  node: MemoryNode,
  type: number,
  buffer: Buffer,
  start: number,
  end: number,
): Job {
  if (type === ProtoType.info) {
    const info = buffer.toString('utf8', start, end)
    return {
      kind: 'info',
      info,
      run: (exchange) => serveInfo(cluster, node, exchange, info),
    }
  }
  if (type === ProtoType.security) {
    return {
      kind: 'security',
      run: (exchange) => serveSecurity(cluster.security, exchange, buffer, start, end),
    }
  }
  const request = Request.parse(buffer, start, end)
  if (request === undefined) {
    return { kind: 'get', run: ({ out }) => writeAnswer(out, refusal(Code.parameter)) }
  }
  const kind = kindOf(request)
  return { kind, request, run: (exchange) => serveMessage(cluster, node, kind, request, exchange) }
}

/** A module is looked at before it is kept, for which Lua has to be there. */
function serveInfo(
  cluster: Cluster,
  node: MemoryNode,
  exchange: Exchange,
  info: string,
): Promise<void> | undefined {
  const refused = checkAuth(cluster.security, exchange)
  // Without the commands: nothing of the request is looked at (authenticate, thr_info.c, 8.1.2).
  if (refused !== Code.ok) {
    writeInfo(exchange.out, `${authError(refused)}\n`)
    return undefined
  }
  const loading = info.includes('udf-put:') ? cluster.udfs.ready() : undefined
  const answer = (): void => writeInfo(exchange.out, answerInfo(cluster, node, exchange, info))
  if (loading !== undefined) return loading.then(answer)
  answer()
  return undefined
}

function authError(code: number): string {
  return infoError(code, code === Code.notAuthenticated ? 'not authenticated' : 'unexpected security result')
}

function seen({ kind, request, info }: Job, node: MemoryNode): SeenCommand {
  return {
    command: kind,
    node: node.index,
    namespace: request?.text(FieldType.namespace) ?? '',
    set: request?.text(FieldType.set) ?? '',
    info: info?.split('\n').filter((line) => line !== '') ?? [],
  }
}

async function strike({ delay, action }: Stroke, job: Job, exchange: Exchange): Promise<void> {
  if (delay > 0) await hold(delay)
  if (exchange.closed) return
  if (action === undefined) return job.run(exchange)
  switch (action.type) {
    case 'partial':
      return sendPart(job, exchange, action.bytes, action.then === 'stall')
    case 'garbage':
      exchange.out.bytes(action.bytes ?? Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
      return
    case 'answer':
      writeInfo(exchange.out, everyLine(job, action.text))
      return
    case 'code':
      if (action.applied === true) await discard(job, exchange)
      answerCode(job, exchange, action.code)
      return
    default:
      if (action.applied === true) await discard(job, exchange)
      await exchange.flush()
      if (action.type === 'stall') return stalled()
      exchange.end()
  }
}

/** Carries a command out and throws its reply away. */
async function discard(job: Job, exchange: Exchange): Promise<void> {
  await exchange.flush()
  await job.run(exchange)
  exchange.out.position = 0
}

async function sendPart(
  job: Job,
  exchange: Exchange,
  bytes: number | undefined,
  stall: boolean,
): Promise<void> {
  await exchange.flush()
  await job.run(exchange)
  exchange.out.position = Math.min(exchange.out.position, bytes ?? exchange.out.position >> 1)
  await exchange.flush()
  if (stall) return stalled()
  exchange.end()
}

/** A request without an end keeps its connection busy for ever. */
function stalled(): Promise<void> {
  return new Promise(() => undefined)
}

function answerCode(job: Job, exchange: Exchange, code: number): void {
  if (job.info !== undefined) writeInfo(exchange.out, everyLine(job, `ERROR:${code}:scripted`))
  else if (job.kind === 'security') writeSecurityRefusal(exchange.out, code)
  else if (STREAMED.has(job.kind)) endStream(exchange.out, code)
  else writeAnswer(exchange.out, refusal(code))
}

/** Answers of many messages end with one that says so, also when it is the only one (as_batch_send_error, as/src/base/batch.c). */
const STREAMED: ReadonlySet<CommandKind> = new Set(['batch', 'query'])

function endStream(out: Writer, code: number): void {
  const mark = beginFrame(out)
  writeLast(out, code)
  endFrame(out, mark, ProtoType.message)
}

function everyLine(job: Job, text: string): string {
  const lines = job.info?.split('\n').filter((line) => line !== '') ?? []
  return lines.map((line) => `${line}\t${text}\n`).join('')
}
