import { isIP } from 'node:net'

/** Names of this machine that no other site can take: a page of another site that has its own name point here is refused (DNS rebinding). */
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a request's Host header is one that is expected. `allowed` besides loopback, or any with `*`. */
export function isKnownHost(header: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.includes('*')) return true
  const name = hostOf(header ?? '')
  return LOOPBACK.has(name) || allowed.some((host) => host.toLowerCase() === name)
}

/** The header without its port. */
function hostOf(header: string): string {
  const name = header.toLowerCase().replace(/:\d{1,5}$/, '')
  return isIP(name) === 6 ? `[${name}]` : name
}
