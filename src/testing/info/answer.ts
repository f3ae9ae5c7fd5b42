import { ProtoType } from '../../wire/proto.ts'
import { beginFrame, endFrame } from '../../wire/info.ts'
import type { Writer } from '../../wire/writer.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { Exchange } from '../net/connection.ts'
import { Code } from '../result-code.ts'
import { clusterCommands } from './cluster.ts'
import { type InfoCommand, infoError, InfoRefusal } from './command.ts'
import { configCommands } from './config.ts'
import { namespaceCommands } from './namespace.ts'
import { serverCommands } from './server.ts'
import { jobCommands } from './jobs.ts'
import { sindexCommands } from './sindex.ts'
import { truncateCommands } from './truncate.ts'
import { udfCommands } from './udf.ts'

const COMMANDS: ReadonlyMap<string, InfoCommand> = new Map([
  ...Object.entries(serverCommands),
  ...Object.entries(clusterCommands),
  ...Object.entries(configCommands),
  ...Object.entries(namespaceCommands),
  ...Object.entries(sindexCommands),
  ...Object.entries(truncateCommands),
  ...Object.entries(jobCommands),
  ...Object.entries(udfCommands),
])

/** Commands that the community edition knows and refuses (SPECS with ee_only, thr_info.c, 8.1.2). */
const ENTERPRISE: ReadonlySet<string> = new Set([
  'alumni-tls-alt',
  'alumni-tls-std',
  'feature-key',
  'masking',
  'masking-show',
  'peers-tls-alt',
  'peers-tls-std',
  'quiesce',
  'quiesce-undo',
  'racks',
  'revive',
  'roster',
  'roster-set',
  'service-tls-alt',
  'service-tls-std',
  'xdr-dc-state',
  'xdr-get-filter',
  'xdr-set-filter',
])

/** What a request with no command in it is answered with: these, one a line. */
const SUMMARY = [
  'features',
  'node',
  'edition',
  'build_os',
  'build',
  'version',
  'statistics',
  'services',
  'partition-generation',
]

/** Answers an info request, line by line: the command as it came, a tab, the answer (handle_cmds, thr_info.c, 8.1.2). */
export function answerInfo(cluster: Cluster, node: MemoryNode, exchange: Exchange, text: string): string {
  const lines = text === '' ? SUMMARY : text.split('\n').slice(0, -1)
  return lines.map((line) => `${line}\t${answerLine(cluster, node, exchange, line)}\n`).join('')
}

/** A command's name ends at the first of `:`, `/` and `;`; what follows are its parameters (parse_cmd, thr_info.c). */
function answerLine(cluster: Cluster, node: MemoryNode, exchange: Exchange, line: string): string {
  const cut = line.search(/[:/;]/)
  const name = cut < 0 ? line : line.slice(0, cut)
  if (ENTERPRISE.has(name)) return infoError(Code.enterpriseOnly, 'enterprise only')
  const command = COMMANDS.get(name)
  if (command === undefined) return infoError(Code.parameter, 'unrecognized command')
  try {
    return command({ cluster, node, exchange, params: cut < 0 ? '' : line.slice(cut + 1) })
  } catch (error) {
    if (error instanceof InfoRefusal) return error.answer
    throw error
  }
}

export function writeInfo(writer: Writer, text: string): undefined {
  const mark = beginFrame(writer)
  writer.utf8(text)
  endFrame(writer, mark, ProtoType.info)
}
