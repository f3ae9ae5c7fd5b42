import { Code } from '../result-code.ts'
import { pairs } from './pairs.ts'
import { type InfoCommand, InfoRefusal, type InfoRequest, required } from './command.ts'

const EDITION = 'Aerospike Community Edition'
const OS = 'debian12'
/** cmd_features, thr_info.c, 8.1.2. */
const FEATURES =
  'batch-any;batch-index;blob-bits;cdt-index;cdt-list;cdt-map;cluster-stable;float;geo;sindex-exists;peers;pipelining;' +
  'pquery;pscans;query-show;relaxed-sc;replicas;replicas-all;replicas-master;replicas-max;truncate-namespace;udf'

/** Longest user agent in base64, and bytes it may decode to (user_agent_key, as/include/base/thr_info.h). */
const USER_AGENT_MAX = 255

/** What a node says of itself. */
export const serverCommands: Record<string, InfoCommand> = {
  build: ({ cluster }) => cluster.settings.build,
  build_os: () => OS,
  edition: () => EDITION,
  features: ({ exchange }) => {
    exchange.calledFeatures = true
    return FEATURES
  },
  logs: () => '0:stderr',
  node: ({ node }) => node.id,
  partitions: () => '4096',
  release: ({ cluster }) => `edition=${EDITION};version=${cluster.settings.build};os=${OS};arch=x86_64;sha=0`,
  statistics,
  status: () => 'ok',
  'user-agent-set': setUserAgent,
  'user-agents': userAgents,
  version: ({ cluster }) => `${EDITION} build ${cluster.settings.build}`,
}

function statistics({ cluster, node }: InfoRequest): string {
  const { connections, commands } = node.stats
  const objects = [...cluster.namespaces.values()].reduce((sum, namespace) => sum + namespace.objects, 0)
  return pairs({
    failed_best_practices: false,
    cluster_size: node.view.members.length,
    cluster_key: node.view.clusterKey,
    cluster_generation: node.rebalanceGeneration,
    cluster_principal: principal(cluster.nodes, node.view.members),
    cluster_min_compatibility_id: 15,
    cluster_max_compatibility_id: 15,
    cluster_integrity: true,
    cluster_is_member: true,
    cluster_duplicate_nodes: 'null',
    cluster_clock_skew_stop_writes_sec: 0,
    cluster_clock_skew_ms: 0,
    cluster_clock_skew_outliers: 'null',
    uptime: Math.floor(process.uptime()),
    objects,
    tombstones: 0,
    client_connections: connections.open,
    client_connections_opened: connections.total,
    client_connections_closed: connections.total - connections.open,
    info_complete: commands.info,
    batch_index_complete: commands.batch,
    batch_index_error: 0,
    batch_index_timeout: 0,
    migrate_allowed: true,
    migrate_partitions_remaining: 0,
  })
}

function principal(nodes: readonly { readonly id: string }[], members: readonly number[]): string {
  return nodes[Math.max(...members)]?.id ?? '0'
}

/** Once a connection; the text is base64 (cmd_user_agent_set, thr_info.c). */
function setUserAgent({ exchange, params }: InfoRequest): string {
  if (exchange.userAgent !== undefined) throw new InfoRefusal(Code.parameter, 'already set')
  const value = required(params, 'value', USER_AGENT_MAX)
  if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) {
    throw new InfoRefusal(Code.parameter, "'value' invalid base64")
  }
  exchange.userAgent = value
  return 'ok'
}

/** How many connections have each user agent; those that only asked for features are called unknown. */
function userAgents({ node }: InfoRequest): string {
  const counts = new Map<string, number>()
  for (const connection of node.exchanges) {
    const agent = connection.userAgent ?? (connection.calledFeatures ? UNKNOWN_AGENT : undefined)
    if (agent !== undefined) counts.set(agent, (counts.get(agent) ?? 0) + 1)
  }
  return [...counts].map(([agent, count]) => `user-agent=${agent}:count=${count};`).join('')
}
/** base64 of `unknown`. */
const UNKNOWN_AGENT = 'dW5rbm93bg=='
