import { type Address, formatAddress } from '../address.ts'
import { Connection } from './connection.ts'
import type { Dial } from './transport.ts'

/** Dials a node and makes it ready for commands; leaves nothing open when that fails. */
export async function openConnection(dial: Dial, address: Address, timeout: number): Promise<Connection> {
  const connection = new Connection(formatAddress(address))
  connection.open(await dial(address, connection, timeout))
  return connection
}
