import { clientError } from '../errors/index.ts'
import type { Node } from './node.ts'
import type { ClusterState } from './state.ts'
import { formatVersion, isAtLeast, type Version } from './version.ts'

interface FeatureSpec {
  /** The first server that has it. */
  readonly since: Version
  /** What it is, as a message or a table names it. */
  readonly what: string
}

/**
 * What servers have learnt since the oldest one that this client talks to. An older server would refuse some of it and
 * misunderstand the rest: it makes another index, sends other records, or reads rows as what they are not.
 */
export const FEATURES = {
  /** Rows of every kind in one form (AS_FEATURES_BATCH_ANY of the C client). */
  batch: { since: [6, 0, 0, 0], what: 'Batches' },
  /** By partition, with an index or without, and jobs in the same form (AS_FEATURES_PARTITION_QUERY of the C client). */
  query: { since: [6, 0, 0, 0], what: 'Queries, aggregations and background jobs' },
  indexContext: { since: [6, 1, 0, 0], what: 'Indexes on a place inside a bin' },
  indexExpression: {
    since: [8, 1, 0, 0],
    what: 'Indexes on an expression, and filters that name their index',
  },
  setIndex: { since: [8, 1, 2, 0], what: 'Making the index of a set' },
  queryOperations: { since: [8, 1, 2, 0], what: 'Operations in queries' },
  userAgent: {
    since: [8, 1, 0, 0],
    what: "The application's name among the server's user agents (else left out)",
  },
  pkiUser: { since: [8, 1, 0, 0], what: 'Users without a password' },
} as const satisfies Record<string, FeatureSpec>

export type Feature = keyof typeof FEATURES

/** Whether a server of that version has it. */
export function hasFeature(version: Version, feature: Feature): boolean {
  return isAtLeast(version, FEATURES[feature].since)
}

/**
 * The build tells what a node can do: the C client decides so too. Asking for `features` instead would make the server take
 * the client for an old one (server as/src/base/service.c counts such connections apart, 8.1.2).
 * @throws ClusterError `SERVER_TOO_OLD` when any node of the cluster lacks it, before anything is sent
 */
export function requireFeature({ nodes }: ClusterState, feature: Feature): void {
  for (const node of nodes.values())
    if (!hasFeature(node.identity.version, feature)) throw tooOld(node, feature)
}

function tooOld(node: Node, feature: Feature): Error {
  const { what, since } = FEATURES[feature]
  const text = node.toString()
  return clientError(
    'SERVER_TOO_OLD',
    `${what} need server ${formatVersion(since)} or later, node ${text} runs ${node.identity.build}`,
    { node: text },
  )
}
