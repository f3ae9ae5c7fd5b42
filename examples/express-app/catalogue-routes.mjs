import { setTimeout as sleep } from 'node:timers/promises'
import { Router } from 'express'

const ITEMS = Array.from({ length: 100 }, (_, id) => ({ id, name: `Item ${id}`, price: 100 + id }))

/** Answers that take long to make, and are the same for all. */
export function catalogueRoutes() {
  const routes = Router()
  routes.get('/', async (_request, response) => {
    await sleep(50)
    response.set('cache-control', 'public, max-age=10').json({ items: ITEMS, made: Date.now() })
  })
  return routes
}
