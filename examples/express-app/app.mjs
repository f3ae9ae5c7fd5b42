import { createSessionStore } from 'aerospike-ts/express-session'
import { createHttpCache } from 'aerospike-ts/http-cache'
import { createRateLimitStore } from 'aerospike-ts/rate-limit'
import express from 'express'
import session from 'express-session'
import { rateLimit } from 'express-rate-limit'
import { accountRoutes } from './account-routes.mjs'
import { catalogueRoutes } from './catalogue-routes.mjs'
import { answerErrors, noteLateErrors } from './errors.mjs'
import { Users } from './users.mjs'

/**
 * The whole application, not listening yet.
 * @param prefix of the names of all sets, so that tests may share a cluster
 * @param isEnding whether the process is about to end
 */
export function buildApp(client, options) {
  const {
    namespace = 'test',
    prefix = '',
    secret,
    secure = false,
    limit = 1_000,
    logins = 5,
    isEnding,
  } = options
  const at = (set) => ({ client, namespace, set: `${prefix}${set}` })
  const app = express()
  app.disable('x-powered-by')

  app.use((_request, response, next) => {
    // Nobody finds a connection closed under a request.
    if (isEnding?.()) response.set('connection', 'close')
    next()
  })
  app.get('/ready', (_request, response) => {
    const isReady = client.isConnected && !isEnding?.()
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'unavailable' })
  })

  // Of an application that lets more through rather than be away.
  const limiting = (name, more) =>
    rateLimit({
      windowMs: 60_000,
      store: createRateLimitStore({ ...at('limits'), prefix: `${name} `, window: 'sliding' }),
      passOnStoreError: true,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      message: { error: 'TOO_MANY_REQUESTS' },
      ...more,
    })
  app.use(limiting('all', { limit }))

  // Before sessions: what is the same for all needs none.
  app.use('/catalogue', createHttpCache({ ...at('cache'), ttl: 30 }).express, catalogueRoutes())

  app.use(
    session({
      store: createSessionStore(session.Store, at('sessions')),
      secret,
      name: 'sid',
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: { maxAge: 3_600_000, httpOnly: true, sameSite: 'lax', secure },
    }),
  )
  const limiter = limiting('logins', { limit: logins, skipSuccessfulRequests: true })
  app.use(accountRoutes({ users: new Users(client, { namespace, set: `${prefix}users` }), limiter }))
  app.use((_request, response) => response.status(404).json({ error: 'NOT_FOUND' }))
  app.use(answerErrors, noteLateErrors)
  return app
}
