// Who takes part, as data. Our applications are the examples themselves.
import { fileURLToPath } from 'node:url'
import { EXPRESS, FASTIFY } from './traffic.mjs'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Sets of the bench begin so; they are emptied at its end. */
export const PREFIX = 'bench-apps-'

export const CONTENDERS = [
  {
    name: 'fastify',
    title: 'Fastify, ours',
    isOurs: true,
    file: at('../../examples/fastify-api/server.mjs'),
    traffic: FASTIFY,
  },
  {
    name: 'fastify-official',
    title: 'Fastify, official client',
    beside: 'fastify',
    file: at('contenders/fastify-official.mjs'),
    traffic: FASTIFY,
  },
  {
    name: 'express',
    title: 'Express, ours',
    isOurs: true,
    file: at('../../examples/express-app/server.mjs'),
    traffic: EXPRESS,
  },
  {
    name: 'express-official',
    title: 'Express, official client',
    beside: 'express',
    file: at('contenders/express-official.mjs'),
    traffic: EXPRESS,
  },
  {
    name: 'express-redis',
    title: 'Express, ioredis',
    beside: 'express',
    file: at('contenders/express-redis.mjs'),
    traffic: EXPRESS,
    needsRedis: true,
  },
]

/** Of a contender's own, so that none finds the records of another. */
export const prefixOf = ({ name }) => `${PREFIX}${name}-`
