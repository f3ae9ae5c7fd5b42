/** A connection of its own for info requests, so that the tender never waits behind commands. Dials when first used and again after a failure. */
export interface InfoChannel {
  /**
   * Asks several info commands in one request.
   * @param timeout in ms, covers dialing too
   * @throws ConnectionError, TimeoutError, ProtocolError
   */
  request(commands: readonly string[], timeout: number): Promise<ReadonlyMap<string, string>>
  close(): void
}
