import { Code } from '../result-code.ts'
import type { NamespaceSettings } from '../options.ts'
import { type InfoCommand, InfoRefusal, namespaceOf, type InfoRequest, required } from './command.ts'
import { pairs } from './pairs.ts'

/** What a node says of its settings: those it has, under their names in the configuration file (cfg_info.c, 8.1.2). */
export const configCommands: Record<string, InfoCommand> = {
  'config-get': getConfig,
  'get-config': getConfig,
}

function getConfig(request: InfoRequest): string {
  if (request.params === '') return `${service(request)};${network(request)}`
  switch (required(request.params, 'context', 1023)) {
    case 'service':
      return service(request)
    case 'network':
      return network(request)
    case 'namespace':
      return pairs(namespaceSettings(namespaceOf(request, 'id').settings))
    // Answered empty where they are not configured.
    case 'security':
    case 'xdr':
      return ''
    default:
      throw new InfoRefusal(Code.parameter, 'invalid context')
  }
}

function service({ cluster, node }: InfoRequest): string {
  return pairs({ 'cluster-name': cluster.settings.clusterName, 'node-id': node.id })
}

function network({ node }: InfoRequest): string {
  return pairs({ 'service.port': node.port, 'service.address': node.host })
}

/** Settings of a namespace, as the configuration and its statistics give them. */
export function namespaceSettings(
  settings: NamespaceSettings,
): Readonly<Record<string, string | number | boolean>> {
  return {
    'allow-ttl-without-nsup': settings.allowTtlWithoutNsup,
    'default-read-touch-ttl-pct': settings.defaultReadTouchTtlPct,
    'default-ttl': settings.defaultTtl,
    'max-record-size': settings.maxRecordSize,
    'nsup-period': settings.nsupPeriod,
    'replication-factor': settings.replicationFactor,
    'strong-consistency': false,
    'storage-engine': 'memory',
  }
}
