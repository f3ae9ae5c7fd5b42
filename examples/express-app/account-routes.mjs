import { promisify } from 'node:util'
import { json, Router } from 'express'
import { Credentials } from './users.mjs'

export function accountRoutes({ users, limiter }) {
  const routes = Router()
  routes.use(json({ limit: '10kb' }))

  routes.post('/register', limiter, async ({ body }, response) => {
    const credentials = Credentials.parse(body)
    if (!(await users.register(credentials))) return response.status(409).json({ error: 'NAME_TAKEN' })
    return response.status(201).json({ name: credentials.name })
  })

  routes.post('/login', limiter, async (request, response) => {
    const credentials = Credentials.parse(request.body)
    if (!(await users.check(credentials))) return response.status(401).json({ error: 'WRONG_PASSWORD' })
    // A session that somebody knew before the login must not be the one after it.
    await promisify(request.session.regenerate).call(request.session)
    request.session.user = credentials.name
    await save(request.session)
    return response.json({ name: credentials.name })
  })

  routes.post('/logout', async (request, response) => {
    await promisify(request.session.destroy).call(request.session)
    response.clearCookie('sid').status(204).end()
  })

  routes.get('/me', async ({ session }, response) => {
    if (session.user === undefined) return response.status(401).json({ error: 'NOT_LOGGED_IN' })
    session.visits = (session.visits ?? 0) + 1
    await save(session)
    return response.json({ name: session.user, visits: session.visits })
  })

  return routes
}

/** Before the answer, so that it can still say what failed; by itself express-session saves behind it. */
function save(session) {
  return promisify(session.save).call(session)
}
