import { AdminCommand, AdminField } from '../../wire/admin-codes.ts'
import type { Exchange } from '../net/connection.ts'
import { writeSecurityRefusal } from '../record/encode.ts'
import { Code } from '../result-code.ts'
import type { Login } from './login.ts'
import { SecurityMessage, SecurityRefusal, u32Bytes, writeFrame, writeMessage } from './message.ts'
import { ROLE_COMMANDS } from './roles.ts'
import type { Security } from './security.ts'
import { type SecurityCommand, USER_COMMANDS } from './users.ts'

const COMMANDS: ReadonlyMap<number, SecurityCommand> = new Map([...USER_COMMANDS, ...ROLE_COMMANDS])

/** Serves one request of the security protocol. Without security, the edition says so. */
export async function serveSecurity(
  security: Security | number,
  exchange: Exchange,
  buffer: Buffer,
  start: number,
  end: number,
): Promise<void> {
  const { out } = exchange
  if (typeof security === 'number') {
    writeSecurityRefusal(out, security)
    return
  }
  try {
    await answer(security, exchange, new SecurityMessage(buffer, start, end))
  } catch (error) {
    if (!(error instanceof SecurityRefusal)) throw error
    writeSecurityRefusal(out, error.code)
  }
}

async function answer(security: Security, exchange: Exchange, message: SecurityMessage): Promise<void> {
  if (message.command === AdminCommand.login) return logIn(security, exchange, message)
  if (message.command === AdminCommand.authenticate) {
    authenticate(security, exchange, message)
    return
  }
  const command = COMMANDS.get(message.command)
  if (command === undefined) throw new SecurityRefusal(Code.securityCommand)
  const refusal = security.checkLogin(exchange.login)
  if (refusal !== Code.ok) throw new SecurityRefusal(refusal)
  // There is one, or the check would have failed.
  const { account } = exchange.login as Login
  await command({ security, account, message, out: exchange.out })
}

async function logIn(security: Security, exchange: Exchange, message: SecurityMessage): Promise<void> {
  const user = message.text(AdminField.user)
  const hash = message.bytes(AdminField.credential)
  const clear = message.text(AdminField.clearPassword)
  const account =
    user === undefined
      ? security.byName(exchange.certificateName)
      : clear === undefined
        ? await security.byPassword(user, hash)
        : await security.byService(user, hash, clear)
  if (typeof account === 'number') throw new SecurityRefusal(account)
  const session = security.begin(account, exchange.address)
  if (typeof session === 'number') throw new SecurityRefusal(session)
  enter(security, exchange, session.login)
  writeFrame(exchange.out, () => {
    writeMessage(exchange.out, Code.ok, [
      [AdminField.sessionToken, session.token],
      [AdminField.sessionTtl, u32Bytes(security.sessionTtl)],
    ])
  })
}

function authenticate(security: Security, exchange: Exchange, message: SecurityMessage): void {
  const user = message.text(AdminField.user)
  const login = security.resume(user, message.bytes(AdminField.sessionToken), exchange.address)
  if (typeof login === 'number') throw new SecurityRefusal(login)
  enter(security, exchange, login)
  writeSecurityRefusal(exchange.out, Code.ok)
}

function enter(security: Security, exchange: Exchange, login: Login): void {
  security.leave(exchange.login)
  exchange.login = login
  // The client may have gone while it was looked up.
  if (exchange.closed) security.leave(login)
}
