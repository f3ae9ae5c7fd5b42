import { type Address, formatAddress } from '../address.ts'
import { AerospikeError, clientError, copyError, ResultCode, SecurityError } from '../errors/index.ts'
import { type AdminReader, AdminRequest, readNothing } from '../net/admin-request.ts'
import type { ChannelRequest } from '../net/channel-request.ts'
import type { Connection } from '../net/connection.ts'
import { InfoRequest } from '../net/info-request.ts'
import { encodeAuthenticate } from '../wire/admin-login.ts'
import { type LoginAnswer, readAdminCode, readLogin } from '../wire/admin-reply.ts'
import type { CredentialSource } from './credentials.ts'
import { exchange } from './exchange.ts'
import { LoginSession } from './login-session.ts'
import { performance } from '../timers.ts'

/** How to log in. */
export interface LoginSettings {
  readonly credentials: CredentialSource
  /** Milliseconds for one login, asked for each. */
  readonly timeout: () => number
  /** Told why a session could not be renewed that the node still accepts. */
  readonly tell: (error: Error) => void
  /** Where connections for logins are others than those for commands. */
  readonly apart?: ApartLogin | undefined
}

/** Logins on encrypted connections of their own, for commands that go without. */
export interface ApartLogin {
  readonly open: (address: Address) => Promise<Connection>
  /** The info command for the addresses at which the node takes commands. */
  readonly command: string
}

/**
 * The client's logins at one node. The first connection logs in; those that are opened meanwhile wait for its session, so that
 * there are never two logins at a time, and use it.
 */
export class NodeLogin {
  readonly #address: Address
  readonly #settings: LoginSettings
  #session: LoginSession | undefined
  #running: Promise<void> | undefined
  /** Whether it was told that the session cannot be renewed. */
  #told = false
  /** The node's answer to the command of {@link ApartLogin}. */
  #service = ''

  constructor(address: Address, settings: LoginSettings) {
    this.#address = address
    this.#settings = settings
  }

  /** Makes a connection that was just opened ready for commands. @throws SecurityError, ConnectionError, TimeoutError */
  async prepare(connection: Connection): Promise<void> {
    let isRefused = false
    for (;;) {
      const session = await this.#current(connection)
      if (session === undefined || (await this.#authenticate(connection, session))) return
      // A token of a node that has started anew, or one that was ended early: one login must do.
      if (isRefused) throw this.#refused()
      isRefused = true
    }
  }

  /** Logs in apart, where that is needed, and gives where the node takes commands, in its own words. */
  async ensure(): Promise<string> {
    await this.#current(undefined)
    return this.#service
  }

  /** The session to use; undefined when the connection has logged in itself. */
  async #current(connection: Connection | undefined): Promise<LoginSession | undefined> {
    for (;;) {
      const session = this.#session
      if (session !== undefined && !session.isOver && !session.isDue(performance.now())) return session
      try {
        if (this.#running === undefined) {
          await this.#logIn(connection)
          if (this.#settings.apart === undefined) return undefined
        } else await this.#other(connection)
      } catch (error) {
        if (!this.#lasts(session, error)) throw error
        return session
      }
    }
  }

  /** Waits for the login of another connection. Where that one broke, this one tries itself; a refusal is for all. */
  async #other(connection: Connection | undefined): Promise<void> {
    try {
      await this.#running
    } catch (error) {
      if (error instanceof SecurityError) throw copyError(error)
    }
    if (connection?.failure !== undefined) throw connection.failure
  }

  /** Renews the session on an open connection, where that is due. */
  async renew(connection: Connection): Promise<void> {
    const session = this.#session
    if (session === undefined || !session.isDue(performance.now()) || this.#running !== undefined) return
    try {
      await this.#logIn(connection)
    } catch (error) {
      if (!this.#lasts(session, error)) throw error
    }
  }

  /**
   * Whether a session is still good although the function for user and password gave nothing to renew it with: it is asked again
   * until the node ends the session.
   */
  #lasts(session: LoginSession | undefined, error: unknown): session is LoginSession {
    if (!(error instanceof SecurityError) || error.code !== 'CREDENTIALS_FAILED') return false
    if (session === undefined || session.isOver) return false
    if (!this.#told) this.#settings.tell(error)
    this.#told = true
    return true
  }

  async #logIn(connection: Connection | undefined): Promise<void> {
    const { apart } = this.#settings
    const running =
      apart === undefined && connection !== undefined ? this.#begin(connection) : this.#beginApart(apart)
    this.#running = running
    try {
      await running
    } finally {
      this.#running = undefined
    }
  }

  async #beginApart(apart: ApartLogin | undefined): Promise<void> {
    if (apart === undefined) return
    const connection = await apart.open(this.#address)
    try {
      await this.#begin(connection)
      const answers = await this.#ask(connection, new InfoRequest([apart.command]))
      this.#service = answers.get(apart.command) ?? ''
    } finally {
      connection.destroy(clientError('CONNECTION_LOST', 'The connection was for a login only'), 'idle')
    }
  }

  async #begin(connection: Connection): Promise<void> {
    const before = this.#session
    const { user, frame } = await this.#settings.credentials.login()
    let answer: LoginAnswer | undefined
    const read: AdminReader = (buffer, start, end) => {
      const code = readAdminCode(buffer, start, end)
      if (code !== 0 && code !== ResultCode.SECURITY_NOT_ENABLED) return code
      if (code === 0) answer = readLogin(buffer, start, end)
      return undefined
    }
    await this.#ask(connection, new AdminRequest(frame, read))
    const session = new LoginSession(user, answer, performance.now())
    before?.wipe()
    this.#session = session
    this.#told = false
    connection.session = session
  }

  /** Whether the node accepts the session. */
  async #authenticate(connection: Connection, session: LoginSession): Promise<boolean> {
    const { token, user } = session
    if (token === undefined) {
      connection.session = session
      return true
    }
    try {
      await this.#ask(connection, new AdminRequest(encodeAuthenticate(user, token), readNothing))
    } catch (error) {
      if (!(error instanceof SecurityError)) throw error
      if (error.resultCode !== ResultCode.SECURITY_NOT_ENABLED) {
        session.end()
        return false
      }
    }
    connection.session = session
    return true
  }

  async #ask<T>(connection: Connection, request: ChannelRequest<T>): Promise<T> {
    const node = formatAddress(this.#address)
    try {
      return await exchange(connection, request, {
        address: this.#address,
        timeout: this.#settings.timeout(),
      })
    } catch (error) {
      if (error instanceof AerospikeError) error.node ??= node
      throw error
    }
  }

  #refused(): Error {
    const node = formatAddress(this.#address)
    return clientError('HANDSHAKE_FAILED', `${node} does not accept the session that it has just given`, {
      node,
    })
  }

  /** Wipes what the node gave. */
  close(): void {
    this.#session?.wipe()
    this.#session = undefined
  }
}
