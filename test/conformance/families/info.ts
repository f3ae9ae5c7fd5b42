import { e } from '../expressions.ts'
import type { Family, Step } from '../scenario.ts'

const ask = (...commands: readonly string[]): Step[] => commands.map((command) => ['info', command])

const server: Record<string, Step[]> = {
  'what a node is': ask('build', 'edition', 'version', 'features', 'status', 'partitions'),
  'all nodes': [
    ['info', 'build', { nodes: 'all' }],
    ['info', 'namespaces', { nodes: 'all' }],
    ['info', 'nonsense', { nodes: 'all' }],
    ['info', 'truncate:namespace=test', { nodes: 'all' }],
  ],
  'the first node': [
    ['info', 'status', { nodes: 'first' }],
    ['info', 'nonsense', { nodes: 'first' }],
  ],
  'figures of a node': [
    [
      'info',
      'statistics',
      { nodes: 'all', pick: ['cluster_integrity', 'cluster_is_member', 'migrate_allowed'] },
    ],
    [
      'info',
      'statistics',
      { pick: ['cluster_clock_skew_stop_writes_sec', 'cluster_duplicate_nodes', 'nothing'] },
    ],
  ],
  'a name and what follows it': ask(
    'build:',
    'build:x=1',
    'build/',
    'build/x',
    'build;',
    'status:a',
    'build ',
    'BUILD',
  ),
}

const cluster: Record<string, Step[]> = {
  'a cluster that is stable': ask(
    'cluster-stable:size=99',
    'cluster-stable:size=',
    'cluster-stable:size=many',
    'cluster-stable:ignore-migrations=maybe',
    'cluster-stable:namespace=nowhere',
  ),
  'copies of partitions': ask('replicas:max=x', 'replicas:max=', 'replicas:max=12345'),
}

const data: Record<string, Step[]> = {
  namespaces: ask('namespaces', 'namespaces:x', 'namespace/nowhere', 'namespace/', 'namespace'),
  'figures of a namespace': [
    [
      'info',
      'namespace/test',
      { pick: ['default-ttl', 'nsup-period', 'allow-ttl-without-nsup', 'strong-consistency'] },
    ],
    ['info', 'namespace/bar', { pick: ['default-ttl', 'nsup-period', 'storage-engine'] }],
    ['info', 'namespace/test', { pick: ['stop_writes', 'dead_partitions', 'unavailable_partitions'] }],
  ],
  sets: ask('sets/nowhere', 'sets/test/nowhere', 'sets/nowhere/nothing', 'sets/test/'),
  'figures of a set': [
    ['fill', { a: { i: 1 }, b: { i: 2 } }],
    ['info', 'sets/test/$set', { pick: ['tombstones', 'sindexes', 'index_populating', 'truncating'] }],
    [
      'info',
      'sets/test/$set',
      { pick: ['disable-eviction', 'enable-index', 'stop-writes-count', 'stop-writes-size'] },
    ],
    ['index', { name: 'x', bin: 'i', type: 'numeric' }],
    ['info', 'sets/test/$set', { pick: ['sindexes', 'enable-index'] }],
  ],
  settings: [
    ['info', 'get-config:context=namespace;id=test', { pick: ['default-ttl', 'nsup-period', 'nothing'] }],
    ['info', 'config-get:context=namespace;namespace=bar', { pick: ['default-ttl', 'nsup-period'] }],
    ...ask('get-config:context=nowhere', 'get-config:context=', 'get-config:context=namespace'),
    ...ask('get-config:context=namespace;id=nowhere', 'config-get:context=namespace;namespace='),
    ...ask('get-config:context=security', 'get-config:context=xdr', 'get-config:x=y'),
  ],
}

const refused: Record<string, Step[]> = {
  'commands that there are not': ask(
    'nonsense',
    'nonsense:a=b',
    'bins',
    'bins/test',
    'jobs:',
    'throughput:',
    'scan-list',
  ),
  'commands of the enterprise edition': [
    ...ask('racks:', 'rack-ids', 'roster:namespace=test', 'feature-key', 'quiesce:', 'xdr-dc-state:dc=d'),
    ...ask('xdr-get-filter:dc=d;namespace=test', 'xdr-set-filter:dc=d;namespace=test;exp=null'),
    ['setXdrFilter', 'd', e('eq', 1, 1)],
    ['setXdrFilter', 'd', null],
  ],
  jobs: ask(
    'query-abort:id=5',
    'query-abort:id=x',
    'query-abort:',
    'query-abort',
    'query-show:id=5',
    'query-show:id=',
  ),
}

export const infos: Family = {
  name: 'info',
  scenarios: { ...server, ...cluster, ...data, ...refused },
  needs: {
    namespaces: ['dockerNamespaces'],
    'all nodes': ['dockerNamespaces'],
    'figures of a namespace': ['dockerSettings'],
    settings: ['dockerSettings'],
    'commands of the enterprise edition': ['community'],
  },
}
