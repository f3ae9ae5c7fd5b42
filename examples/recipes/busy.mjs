// What all recipes need whose record many callers want at once.
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A server lets about 20 writes wait for one record (transaction-pending-limit), and refuses more with KEY_BUSY. Nothing was written
 * then, so it is asked again: after a wait by chance, or all would come back together.
 */
export async function whenFree(command, { attempts = 12, pause = 200 } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await command()
    } catch (error) {
      if (error.code !== 'KEY_BUSY' || attempt === attempts) throw error
    }
    await sleep(Math.random() * Math.min(pause, 2 ** attempt))
  }
}
