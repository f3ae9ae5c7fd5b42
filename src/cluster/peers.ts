import { protocolError } from '../errors/index.ts'
import { DEFAULT_PORT, type Address } from '../address.ts'

/** One other node that a node knows of. */
export interface Peer {
  readonly id: string
  /** The addresses it advertises, in its own order. */
  readonly addresses: readonly Address[]
}

/** An answer to `peers-clear-std`, `peers-clear-alt`, `peers-tls-std` or `peers-tls-alt`. */
export interface PeersAnswer {
  readonly generation: number
  readonly peers: readonly Peer[]
}

/**
 * Reads `generation,default port,[[node,tls name,[host,host:port,[v6]:port]],…]` (server as/src/fabric/service_list.c,
 * build_peers, 8.1.2). The default port is left out of addresses, and may itself be missing.
 * @throws ProtocolError
 */
export function parsePeers(text: string): PeersAnswer {
  const scanner = new Scanner(text)
  const generation = scanner.number(scanner.until(','))
  scanner.take(',')
  const portText = scanner.until(',')
  const defaultPort = portText === '' ? DEFAULT_PORT : scanner.number(portText)
  scanner.take(',')
  const peers = scanner.list(() => readPeer(scanner, defaultPort))
  scanner.end()
  return { generation, peers }
}

/**
 * Reads the addresses of `service-clear-std` and its kin: `host:port,[v6]:port`; empty when the node advertises none.
 * @throws ProtocolError
 */
export function parseServiceAddresses(text: string, tlsName?: string): Address[] {
  if (text === '') return []
  const scanner = new Scanner(`[${text}]`)
  const addresses = scanner.list(() => readAddress(scanner, DEFAULT_PORT, tlsName ?? ''))
  scanner.end()
  return addresses
}

function readPeer(scanner: Scanner, defaultPort: number): Peer {
  scanner.take('[')
  const id = scanner.until(',')
  scanner.take(',')
  const tlsName = scanner.until(',')
  scanner.take(',')
  const addresses = scanner.list(() => readAddress(scanner, defaultPort, tlsName))
  scanner.take(']')
  if (id === '') throw scanner.failure()
  return { id, addresses }
}

function readAddress(scanner: Scanner, defaultPort: number, tlsName: string): Address {
  let host: string
  if (scanner.skip('[')) {
    host = scanner.until(']')
    scanner.take(']')
  } else {
    host = scanner.until(':,]')
  }
  const port = scanner.skip(':') ? scanner.number(scanner.until(',]')) : defaultPort
  if (host === '' || port < 1 || port > 65535) throw scanner.failure()
  return tlsName === '' ? { host, port } : { host, port, tlsName }
}

class Scanner {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The text up to one of the characters, which stays. */
  until(stops: string): string {
    const start = this.#position
    while (this.#position < this.#text.length && !stops.includes(this.#text.charAt(this.#position))) {
      this.#position++
    }
    if (this.#position === this.#text.length) throw this.failure()
    return this.#text.slice(start, this.#position)
  }

  skip(character: string): boolean {
    if (this.#text[this.#position] !== character) return false
    this.#position++
    return true
  }

  take(character: string): void {
    if (!this.skip(character)) throw this.failure()
  }

  list<T>(read: () => T): T[] {
    const items: T[] = []
    this.take('[')
    if (this.skip(']')) return items
    do items.push(read())
    while (this.skip(','))
    this.take(']')
    return items
  }

  number(text: string): number {
    if (!/^\d+$/.test(text)) throw this.failure()
    return Number(text)
  }

  end(): void {
    if (this.#position !== this.#text.length) throw this.failure()
  }

  failure(): Error {
    const shown = this.#text.length > 200 ? `${this.#text.slice(0, 200)}…` : this.#text
    return protocolError(
      `Addresses cannot be read at character ${this.#position} of ${JSON.stringify(shown)}`,
    )
  }
}
