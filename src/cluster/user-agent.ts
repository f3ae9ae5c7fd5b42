/** The server holds 88 base64 characters with their end mark: 63 bytes (server as/include/base/transaction.h, 8.1.2). */
const MAX_BYTES = 63

/**
 * The command that tells a server who is connected, for its `user-agents`: once on a connection, from 8.1 on. The server
 * refuses what is too long, so a long application name loses its end.
 */
export function userAgentCommand(clientVersion: string, appId: string): string {
  const agent = `1,ts-${clientVersion},${appId === '' ? 'not-set' : appId}`
  return `user-agent-set:value=${Buffer.from(truncate(agent, MAX_BYTES)).toString('base64')}`
}

/** Cuts between characters, never inside one. */
function truncate(text: string, maxBytes: number): string {
  let size = 0
  let result = ''
  for (const character of text) {
    size += Buffer.byteLength(character)
    if (size > maxBytes) break
    result += character
  }
  return result
}
