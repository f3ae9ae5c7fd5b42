import { clientError } from '../errors/index.ts'
import type { Client } from '../index.ts'

interface Claim {
  readonly by: string
  readonly closes: boolean
}

/** Who uses a client, and whether it is theirs to close. */
const claims = new WeakMap<Client, Set<Claim>>()

/**
 * Notes who uses a client, so that nobody closes it under another. Gives what takes the note back.
 * @throws ArgumentError `INVALID_ARGUMENT`
 */
export function claim(client: Client, by: string, closes: boolean): () => void {
  const others = claims.get(client) ?? new Set<Claim>()
  for (const other of others) {
    if (!other.closes && !closes) continue
    throw clientError(
      'INVALID_ARGUMENT',
      `${by}: the client that was given belongs to ${other.by} too, and one of them would close it`,
      {
        hint: 'make the client in the application, give it to both, and close it when both have ended',
      },
    )
  }
  const own = { by, closes }
  claims.set(client, others.add(own))
  return () => void others.delete(own)
}
