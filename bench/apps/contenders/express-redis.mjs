// Sessions and limits on Redis, by ioredis.
import { RedisStore as SessionStore } from 'connect-redis'
import { Redis } from 'ioredis'
import { RedisStore as LimitStore } from 'rate-limit-redis'
import { serveSite } from './express-site.mjs'
import { settings } from './serve.mjs'

const { prefix } = settings
const client = new Redis(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379')

await serveSite({
  store: new SessionStore({ client, prefix: `${prefix}session:` }),
  limits: (name) =>
    new LimitStore({
      prefix: `${prefix}${name}:`,
      sendCommand: (command, ...args) => client.call(command, ...args),
    }),
  close: () => client.quit(),
})
