import { clientError } from '../errors/index.ts'
import type { AerospikeError } from '../errors/index.ts'
import type { Connection } from './connection.ts'
import { ListMap } from './list-map.ts'
import type { Watched } from './silence.ts'
import { clearInterval, performance, setInterval } from '../timers.ts'

/** What a leased connection is for. */
export type Purpose = 'query' | 'aggregation' | 'batch stream' | 'batch' | 'job'

const PLURAL = {
  query: 'queries',
  aggregation: 'aggregations',
  'batch stream': 'batch streams',
  batch: 'batches',
  job: 'jobs being started',
} as const satisfies { [P in Purpose]: string }

/** Purposes whose consumers may stop in the middle for as long as they like. The others end by themselves. */
const STREAMS: ReadonlySet<Purpose> = new Set<Purpose>(['query', 'aggregation', 'batch stream'])

/** Who has a connection leased, or waits for one. */
export interface Tenant {
  readonly purpose: Purpose
  /** Since when its consumer takes nothing, in ms of `performance.now()`; undefined while it goes on by itself. */
  readonly pausedSince: number | undefined
  /** Others wait for a connection, or none do any more. */
  press(on: boolean): void
  /** Gives the connection up if its work can go on later from where it is; false when it cannot. */
  leave(why: 'paused' | 'long'): boolean
  /** The node has fallen silent: what can be had elsewhere need not wait for it. */
  silenced(): void
}

/** Where connections come from, and who else uses them. */
export interface LeaseSource {
  /** Opens a connection, or takes an idle one. There is room for it, or will be as soon as commands make it. */
  acquire(): Promise<Connection>
  /** Whether commands wait that have no connection at all: with `maxConnections: 1` only. */
  readonly commandsStarve: boolean
  /** Whether the node does not answer: no connection is taken up then. */
  readonly silent: boolean
}

/** How often those who hold connections are looked at while others wait, in ms. */
const TICK = 20
/** A consumer that took nothing for this long, in ms, has its connection taken away when others wait. */
const PAUSE_GRACE = 20
/** Whoever holds a connection for longer than this many ms may have to share it with those who wait as long. */
const QUANTUM = 250

/** What is seen of a connection that nobody reads from. */
const HELD_UP: Watched = { heard: false, pending: 0 }

interface Waiter {
  readonly tenant: Tenant
  readonly since: number
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: Error) => void
}

/** How many connections may be leased in all, and how many of them for streams. The others are for commands, and for batches. */
export function leaseLimits(maxConnections: number): { readonly all: number; readonly streams: number } {
  if (maxConnections === 1) return { all: 1, streams: 1 }
  const reserved = Math.max(1, Math.floor(maxConnections / 10))
  return { all: maxConnections - reserved, streams: Math.max(1, maxConnections - 2 * reserved) }
}

/**
 * Connections of one node that are leased to one request each. Who waits is served in turn. While somebody waits, whoever is held
 * up by its consumer gives its connection up, and whoever has had one for long shares it, as far as their work can go on later.
 */
export class Leases {
  readonly #source: LeaseSource
  readonly #most: number
  readonly #mostStreams: number
  /** Who was granted a connection, the longest first, and when it came; undefined while it is not there yet. */
  readonly #granted = new ListMap<Tenant, number | undefined>()
  readonly #held = new ListMap<Connection, Tenant>()
  readonly #waiting = new ListMap<Tenant, Waiter>()
  #streams = 0
  #pressed = false
  #starvingSince = 0
  #ticker: NodeJS.Timeout | undefined

  constructor(source: LeaseSource, maxConnections: number) {
    this.#source = source
    const { all, streams } = leaseLimits(maxConnections)
    this.#most = all
    this.#mostStreams = streams
  }

  /** Connections that are leased now. */
  get held(): number {
    return this.#held.size
  }

  /** Granted connections that are still on their way. */
  get expected(): number {
    return this.#granted.size - this.#held.size
  }

  /** Resolves with a connection when it is the tenant's turn. Rejects when it cannot be opened, or was withdrawn. */
  lease(tenant: Tenant): Promise<Connection> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(tenant, { tenant, since: performance.now(), resolve, reject })
      this.serve()
      if (this.#waiting.size > 0) this.watch()
    })
  }

  /** The tenant waits no longer. */
  withdraw(tenant: Tenant): void {
    const waiter = this.#waiting.get(tenant)
    if (waiter === undefined) return
    this.#waiting.delete(tenant)
    waiter.reject(clientError('ABORTED', 'The connection is not wanted any more'))
  }

  /** Counts a connection as given back. */
  returned(connection: Connection): void {
    const tenant = this.#held.get(connection)
    if (tenant === undefined) return
    this.#held.delete(connection)
    this.#forget(tenant)
    this.serve()
  }

  /** Ends all waiting. */
  close(error: () => Error): void {
    for (const { reject } of this.#waiting.values()) reject(error())
    this.#waiting.clear()
    this.#relax()
  }

  /** Grants connections to those whose turn it is. */
  serve(): void {
    if (this.#source.silent) return
    for (const waiter of this.#waiting.values()) {
      if (this.#granted.size >= this.#most) return
      const isStream = STREAMS.has(waiter.tenant.purpose)
      if (isStream && this.#streams >= this.#mostStreams) continue
      this.#waiting.delete(waiter.tenant)
      this.#granted.set(waiter.tenant, undefined)
      if (isStream) this.#streams++
      this.#fetch(waiter)
    }
  }

  #fetch({ tenant, resolve, reject }: Waiter): void {
    this.#source.acquire().then(
      (connection) => {
        this.#granted.set(tenant, performance.now())
        this.#held.set(connection, tenant)
        resolve(connection)
      },
      (error: unknown) => {
        this.#forget(tenant)
        reject(error as Error)
        this.serve()
      },
    )
  }

  #forget(tenant: Tenant): void {
    if (this.#granted.delete(tenant) && STREAMS.has(tenant.purpose)) this.#streams--
  }

  /**
   * Sees to it that those who hold connections do not keep others from working. Goes on while somebody waits, and keeps the
   * process alive for that long: a socket that is not read from does not.
   */
  watch(): void {
    this.#ticker ??= setInterval(() => {
      this.#tick(performance.now())
    }, TICK)
  }

  #tick(now: number): void {
    const starve = this.#source.commandsStarve
    if (!starve) this.#starvingSince = now
    const wanted = this.#waiting.size + (starve ? 1 : 0)
    if (wanted === 0) {
      this.#relax()
      return
    }
    this.#pressed = true
    for (const tenant of this.#granted.keys()) tenant.press(true)
    this.#makeRoom(wanted, now)
  }

  #makeRoom(wanted: number, now: number): void {
    const [first] = this.#waiting.values()
    const longest = now - Math.min(first?.since ?? now, this.#starvingSince)
    let left = wanted
    for (const tenant of this.#held.values()) {
      if (left > 0 && isHeldUp(tenant, now) && tenant.leave('paused')) left--
    }
    if (left < wanted || longest < QUANTUM) return
    for (const [tenant, since] of this.#granted.entries()) {
      if (since !== undefined && now - since >= QUANTUM && tenant.leave('long')) return
    }
  }

  /** The node has no room for more of these: the first of those that are held up gives its connection up. */
  relieve(purpose: Purpose): void {
    const now = performance.now()
    for (const tenant of this.#held.values()) {
      if (tenant.purpose === purpose && isHeldUp(tenant, now) && tenant.leave('paused')) return
    }
  }

  #relax(): void {
    clearInterval(this.#ticker)
    this.#ticker = undefined
    if (!this.#pressed) return
    this.#pressed = false
    for (const tenant of this.#granted.keys()) tenant.press(false)
  }

  /** Tells all that hold a connection, or wait for one, that the node has fallen silent. */
  silenced(): void {
    for (const tenant of [...this.#granted.keys(), ...this.#waiting.keys()]) tenant.silenced()
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Connections held; of a tenant that lets the node wait nothing is expected. */
  get watched(): Watched[] {
    return this.#held
      .entries()
      .map(([connection, { pausedSince }]) => (pausedSince === undefined ? connection : HELD_UP))
  }

  /** Who holds the connections, in words; undefined when nobody does. */
  holders(): string | undefined {
    if (this.#granted.size === 0) return undefined
    const now = performance.now()
    const parts: string[] = []
    for (const purpose of Object.keys(PLURAL) as Purpose[]) {
      const tenants = this.#granted.keys().filter((tenant) => tenant.purpose === purpose)
      if (tenants.length === 0) continue
      const pauses = tenants.flatMap(({ pausedSince }) => pausedSince ?? [])
      const name = tenants.length === 1 ? purpose : PLURAL[purpose]
      const paused =
        pauses.length === 0
          ? ''
          : ` (${pauses.length} held up by what consumes it, the longest for ${Math.round(now - Math.min(...pauses))} ms)`
      parts.push(`${tenants.length} ${name}${paused}`)
    }
    return parts.join(', ')
  }

  /** Why a tenant waited in vain; undefined when it does not wait behind others. */
  busy(tenant: Tenant): AerospikeError | undefined {
    const waiter = this.#waiting.get(tenant)
    if (waiter === undefined) return undefined
    const waited = Math.round(performance.now() - waiter.since)
    const others = this.#waiting.size - 1
    return clientError(
      'CONNECTIONS_BUSY',
      `${tenant.purpose}: no connection to the node came free for ${waited} ms. They are held by ${this.holders() ?? 'nobody'}; ${others} more wait`,
      {
        hint: 'run fewer loops at a time, take the results before starting more, or raise maxConnections; acquireTimeout is how long to wait',
      },
    )
  }
}

/** Whether its consumer took nothing for so long that others go first. */
function isHeldUp({ pausedSince }: Tenant, now: number): boolean {
  return pausedSince !== undefined && now - pausedSince >= PAUSE_GRACE
}
