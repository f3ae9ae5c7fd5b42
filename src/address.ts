import { clientError, quoteName } from './errors/index.ts'

/** Where a node listens. */
export interface Address {
  readonly host: string
  readonly port: number
  /** Name in the node's certificate, where that is not the host. */
  readonly tlsName?: string
  /** The name that was resolved to this host, where it was one. */
  readonly name?: string
}

export const DEFAULT_PORT = 3000

/**
 * Reads `host`, `host:port`, `host:tlsname:port`, `[v6]`, `[v6]:port`, several separated by commas.
 * @throws ArgumentError `INVALID_OPTION` that names the part that cannot be read
 */
export function parseAddresses(text: string): Address[] {
  if (text.includes('@')) throw withUser()
  const parts = text.split(',').map((part) => part.trim())
  return parts.filter((part) => part !== '').map(parseAddress)
}

function parseAddress(text: string): Address {
  const match = /^(?:\[([0-9a-f:.%\w]+)\]|([\w.-]+))(?::([\w.-]*[^\W0-9][\w.-]*))?(?::(\d+))?$/i.exec(text)
  if (match === null) {
    const bare = /^[0-9a-f:.]+$/i.test(text) && text.split(':').length > 2
    if (bare) return { host: text, port: DEFAULT_PORT }
    throw badAddress(text)
  }
  const [, v6, name, tlsName, port] = match
  const number = port === undefined ? DEFAULT_PORT : Number(port)
  if (number < 1 || number > 65535) throw badAddress(text)
  return { host: v6 ?? name ?? '', port: number, ...(tlsName === undefined ? {} : { tlsName }) }
}

function badAddress(text: string): Error {
  return clientError('INVALID_OPTION', `${quoteName(text)} is no address`, {
    hint: 'write host:port, host:tlsname:port, or [v6 address]:port; the port is 3000 when left out',
  })
}

/** Not shown: what stands before it is a password as likely as not. */
function withUser(): Error {
  return clientError('INVALID_OPTION', 'An address has an @', {
    hint: 'user and password are options of their own',
  })
}

/** `host:port`, with brackets around an IPv6 address. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
