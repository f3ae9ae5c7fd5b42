import type { CommandKind } from './record/kind.ts'

/** What a node or a server has done so far. */
export interface ServerStats {
  /**
   * Client connections: open now, and opened since the start; of those that are open, how many speak TLS, and of all, how many have
   * resumed a session of TLS.
   */
  readonly connections: {
    readonly open: number
    readonly total: number
    readonly encrypted: number
    readonly resumed: number
  }
  /** Commands served, by kind; a batch counts once, an info request too. */
  readonly commands: Readonly<Record<CommandKind, number>>
  /** All of them together. */
  readonly served: number
  /** Commands that came to a node which is not the one that has to serve them: it has them served there. */
  readonly proxied: number
}

export class StatsCounter implements ServerStats {
  readonly connections = { open: 0, total: 0, encrypted: 0, resumed: 0 }
  readonly commands: Record<CommandKind, number> = {
    info: 0,
    security: 0,
    get: 0,
    exists: 0,
    put: 0,
    remove: 0,
    touch: 0,
    add: 0,
    append: 0,
    prepend: 0,
    operate: 0,
    apply: 0,
    batch: 0,
    query: 0,
  }
  served = 0
  proxied = 0

  count(kind: CommandKind): void {
    this.served++
    this.commands[kind]++
  }
}

/** The sum over several nodes. */
export function sumStats(parts: readonly ServerStats[]): ServerStats {
  const sum = new StatsCounter()
  for (const part of parts) {
    sum.connections.open += part.connections.open
    sum.connections.total += part.connections.total
    sum.connections.encrypted += part.connections.encrypted
    sum.connections.resumed += part.connections.resumed
    sum.served += part.served
    sum.proxied += part.proxied
    for (const kind of Object.keys(sum.commands) as CommandKind[]) sum.commands[kind] += part.commands[kind]
  }
  return sum
}
