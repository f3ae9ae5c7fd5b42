import { ProtoType } from '../../wire/proto.ts'
import { beginFrame, endFrame } from '../../wire/info.ts'
import type { Writer } from '../../wire/writer.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { Exchange } from '../net/connection.ts'
import { Code } from '../result-code.ts'
import { infoPermission } from '../security/info-permissions.ts'
import { clusterCommands } from './cluster.ts'
import { type InfoCommand, infoError, InfoRefusal, parameter } from './command.ts'
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

/** Those of them that a server with TLS answers. */
const ENCRYPTED: ReadonlySet<string> = new Set([
  'alumni-tls-alt',
  'alumni-tls-std',
  'peers-tls-alt',
  'peers-tls-std',
  'service-tls-alt',
  'service-tls-std',
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
  const isEncrypted = cluster.settings.tls !== undefined && ENCRYPTED.has(name)
  if (ENTERPRISE.has(name) && !isEncrypted) return infoError(Code.enterpriseOnly, 'enterprise only')
  const command = COMMANDS.get(name)
  if (command === undefined) return infoError(Code.parameter, 'unrecognized command')
  const params = cut < 0 ? '' : line.slice(cut + 1)
  const refused = checkInfo(cluster.security, exchange, name, params)
  if (refused !== undefined) return refused
  try {
    return command({ cluster, node, exchange, params })
  } catch (error) {
    if (error instanceof InfoRefusal) return error.answer
    throw error
  }
}

/** A refusal of a command for want of a permission, in the server's words (append_security_error, thr_info.c, 8.1.2). */
function checkInfo(
  security: Cluster['security'],
  exchange: Exchange,
  name: string,
  params: string,
): string | undefined {
  const needed = infoPermission(name)
  if (needed === undefined || typeof security === 'number' || exchange.login === undefined) return undefined
  const namespace = parameter(params, 'namespace') ?? parameter(params, 'ns') ?? ''
  const set = parameter(params, 'set') ?? ''
  if (security.may(exchange.login.account, needed.permission, namespace, set)) return undefined
  return infoError(Code.roleViolation, `role violation - requires permission '${needed.name}'`)
}

export function writeInfo(writer: Writer, text: string): undefined {
  const mark = beginFrame(writer)
  writer.utf8(text)
  endFrame(writer, mark, ProtoType.info)
}
