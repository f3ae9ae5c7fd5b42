import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What is done to a node, and how it is taken back. */
export const FAULTS = ['stop', 'kill', 'restart'] as const
export type FaultName = (typeof FAULTS)[number]

/** A server process that this run may stop and start. */
export interface ControlledNode {
  /** A file with the number of its process, written anew by whatever starts it. */
  readonly pidFile: string
  /** A shell command that starts it and ends. */
  readonly start: string
}

/** `PIDFILE=COMMAND`. */
export function parseNode(text: string): ControlledNode {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw new Error(`--node takes PIDFILE=COMMAND, not ${text}`)
  return { pidFile: text.slice(0, at), start: text.slice(at + 1) }
}

/** Does something to a node for a while, and takes it back. */
export async function strike(node: ControlledNode, fault: FaultName, ms: number): Promise<void> {
  const pid = Number(readFileSync(node.pidFile, 'utf8'))
  if (!Number.isInteger(pid) || pid < 2) throw new Error(`${node.pidFile} holds no process`)
  if (fault === 'stop') {
    process.kill(pid, 'SIGSTOP')
    await sleep(ms)
    process.kill(pid, 'SIGCONT')
    return
  }
  process.kill(pid, fault === 'kill' ? 'SIGKILL' : 'SIGTERM')
  await gone(pid)
  await sleep(ms)
  await run(node.start)
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(100)
  }
}

function run(command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${command} ended with ${code}`))
    })
  })
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
