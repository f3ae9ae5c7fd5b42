import type { Client } from '../index.ts'

/** Whether a client can serve what it is there for, as known now. */
export interface Readiness {
  readonly ready: boolean
  /** Why not, without addresses. */
  readonly reason?: string
}

/** Asks nobody: the client looks at its cluster all the time. */
export function readinessOf(client: Client, namespaces: readonly string[]): Readiness {
  if (!client.isConnected) return { ready: false, reason: 'no node answers' }
  const fault = namespaceFault(client, namespaces)
  return fault === undefined ? { ready: true } : { ready: false, reason: fault }
}

/** What is wrong with one of the namespaces that are needed. Partitions that are away do not count while others are there. */
export function namespaceFault(client: Client, namespaces: readonly string[]): string | undefined {
  if (namespaces.length === 0) return undefined
  const known = client.stats().namespaces
  for (const name of namespaces) {
    const { available } = known[name] ?? {}
    if (available === undefined) return `the cluster has no namespace ${name}`
    if (available === 0) return `no partition of namespace ${name} is available`
  }
  return undefined
}
