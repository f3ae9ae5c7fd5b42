// The session routes of the example for Express, whose stores are another's.
import { once } from 'node:events'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import session from 'express-session'
import { accountRoutes } from '../../../examples/express-app/account-routes.mjs'
import { endBySignal, settings } from './serve.mjs'

/** Users are not what is measured. */
class KnownUsers {
  #passwords = new Map()
  async register({ name, password }) {
    if (this.#passwords.has(name)) return false
    this.#passwords.set(name, password)
    return true
  }
  async check({ name, password }) {
    return this.#passwords.get(name) === password
  }
}

/** Listens, and ends by SIGTERM. `limits(name)` gives the store of a limiter, `close` ends the client. */
export async function serveSite({ store, limits, close }) {
  let isEnding = false
  const app = express()
  app.disable('x-powered-by')
  app.use((_request, response, next) => {
    if (isEnding) response.set('connection', 'close')
    next()
  })
  app.get('/ready', (_request, response) =>
    response.status(isEnding ? 503 : 200).json({ status: isEnding ? 'ending' : 'ready' }),
  )
  const limiting = (name, more) =>
    rateLimit({
      windowMs: 60_000,
      store: limits(name),
      passOnStoreError: true,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      ...more,
    })
  app.use(limiting('all', { limit: settings.limit }))
  app.use(
    session({
      store,
      secret: settings.secret,
      name: 'sid',
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: { maxAge: 3_600_000, httpOnly: true, sameSite: 'lax' },
    }),
  )
  const limiter = limiting('logins', { limit: 5, skipSuccessfulRequests: true })
  app.use(accountRoutes({ users: new KnownUsers(), limiter }))

  const server = app.listen(settings.port, settings.host)
  await once(server, 'listening')
  endBySignal(
    () => (isEnding = true),
    async () => {
      server.close()
      await once(server, 'close')
      await close()
    },
  )
}
