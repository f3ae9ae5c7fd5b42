import { type Address, formatAddress } from '../address.ts'
import { Connection } from './connection.ts'
import type { Dial } from './transport.ts'

/**
 * Dials a node and makes it ready for commands; leaves nothing open when that fails.
 * @param prepare what happens on the connection before anything else, such as a login
 */
export async function openConnection(
  dial: Dial,
  address: Address,
  timeout: number,
  prepare?: (connection: Connection) => Promise<void>,
): Promise<Connection> {
  const connection = new Connection(formatAddress(address))
  connection.open(await dial(address, connection, timeout))
  if (prepare === undefined) return connection
  try {
    await prepare(connection)
    return connection
  } catch (error) {
    connection.destroy(error as Error)
    throw error
  }
}
