// The parent's side of a contender.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Starts a contender; rejects with what it said when it withdraws. */
export async function start({ name, module, env = {} }, hosts) {
  const file = fileURLToPath(new URL(`../contenders/${module}.mjs`, import.meta.url))
  const child = fork(file, { env: { ...process.env, ...env, AEROSPIKE_HOSTS: hosts } })
  const contender = {
    name,
    pid: child.pid,
    ask(job, argument) {
      const answer = answerOf(child, name)
      child.send([job, argument])
      return answer
    },
    /** Lets the client close, and waits until its process is gone. */
    async close() {
      if (child.exitCode !== null || !child.connected) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.send(['close'])
      const late = setTimeout(() => child.kill(), 10_000)
      await gone
      clearTimeout(late)
    },
  }
  await answerOf(child, name)
  return contender
}

function answerOf(child, name) {
  return new Promise((resolve, reject) => {
    const gone = (code) => reject(new Error(`${name} ended with ${code}`))
    child.once('exit', gone)
    child.once('message', (message) => {
      child.off('exit', gone)
      if (message.failure === undefined) resolve(message.result)
      else reject(new Error(message.failure))
    })
  })
}
