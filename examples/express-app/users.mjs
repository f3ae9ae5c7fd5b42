// Users and their passwords.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { define, keys } from 'aerospike-ts/sets'
import { z } from 'zod'

export const Credentials = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/),
  password: z.string().min(8).max(200),
})

const User = z.object({ salt: z.instanceof(Uint8Array), hash: z.instanceof(Uint8Array), since: z.number() })
const definition = define(User, { key: keys.string })
const derive = promisify(scrypt)

export class Users {
  #set

  constructor(client, { namespace, set }) {
    this.#set = client.set(namespace, set, definition)
  }

  /** False when the name is taken: of two who want it at once, one gets it. */
  async register({ name, password }) {
    const salt = randomBytes(16)
    const hash = await derive(password, salt, 32)
    try {
      await this.#set.put(name, { salt, hash, since: Date.now() }, { exists: 'createOnly' })
      return true
    } catch (error) {
      if (error.code === 'RECORD_EXISTS') return false
      throw error
    }
  }

  async check({ name, password }) {
    const record = await this.#set.get(name)
    // As long as with a user, so that the time does not tell which names there are.
    const hash = await derive(password, record?.bins.salt ?? 'nobody', 32)
    return record !== null && timingSafeEqual(hash, record.bins.hash)
  }
}
