import { clientError } from '../errors/index.ts'
import { formatAddress, type Address } from '../address.ts'
import type { ChannelRequest } from '../net/channel-request.ts'
import type { Connection } from '../net/connection.ts'
import { timeLimit } from '../net/in-time.ts'

/** Sends one request on a connection that carries no other, and waits for its answer; a connection that is too slow is given up. */
export async function exchange<T>(
  connection: Connection,
  request: ChannelRequest<T>,
  { address, timeout }: { readonly address: Address; readonly timeout: number },
): Promise<T> {
  // It may have broken while user and password were asked for: what is put on it then is told of nothing any more.
  if (connection.failure !== undefined) throw connection.failure
  const untime = timeLimit(timeout, () => {
    const node = formatAddress(address)
    const error = clientError(
      'TIMEOUT',
      `${node} did not answer a login within ${timeout} ms (loginTimeout)`,
      { node },
    )
    connection.destroy(error)
  })
  try {
    connection.send(request)
    return await request.answer
  } finally {
    untime()
  }
}
