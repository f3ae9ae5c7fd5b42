import { AsyncLocalStorage } from 'node:async_hooks'
import { clientError } from '../errors/index.ts'

/**
 * Where the time of a command goes, in the order of its way.
 *
 * @example
 * const { commands } = await measureStages(() => client.get(key))
 * const times = STAGES.map((stage) => commands[0]?.stages[stage])
 */
export const STAGES = ['connect', 'retry', 'queue', 'encode', 'write', 'server', 'decode', 'resume'] as const

/**
 * `connect`, until the cluster is known; `retry`, tries that failed and the pauses behind them; `queue`, the wait for room on a connection;
 * `encode`, writing the request into memory; `write`, until the turn of the event loop ends and the bytes go to the kernel; `server`, until
 * the answer is read: network, node, and an event loop that is busy; `decode`, reading the answer; `resume`, until the caller goes on.
 */
export type Stage = (typeof STAGES)[number]

/** Milliseconds by stage. */
export type StageTimes = Readonly<Record<Stage, number>>

/** The stages of one command that succeeded. */
export interface CommandStages {
  /** The public call, such as `get`. */
  readonly operation: string
  readonly namespace: string
  /** The node that answered, as `id host:port`. */
  readonly node: string
  /** Milliseconds of all stages together. */
  readonly total: number
  readonly stages: StageTimes
}

/** What {@link measureStages} gives. */
export interface MeasuredStages<T> {
  readonly value: T
  /** Commands on single records that the work began and that succeeded, in the order in which they ended. */
  readonly commands: readonly CommandStages[]
}

const collecting = new AsyncLocalStorage<CommandStages[]>()
/** How many calls measure now: who looks at that need not look into the storage. */
let active = 0

/** Where stages of commands of this asynchronous context go; undefined when nobody asked. */
export function stageCollector(): CommandStages[] | undefined {
  return active === 0 ? undefined : collecting.getStore()
}

/**
 * Runs `work` and tells where the time of the commands in it went. Only single commands have stages.
 *
 * @example
 * const { value, commands } = await measureStages(() => client.get(key))
 */
export async function measureStages<T>(work: () => T | Promise<T>): Promise<MeasuredStages<T>> {
  if (typeof work !== 'function')
    throw clientError('INVALID_ARGUMENT', 'measureStages: give a function that runs commands')
  const commands: CommandStages[] = []
  active++
  try {
    return { value: await collecting.run(commands, work), commands }
  } finally {
    // Following contexts costs each promise of the process something.
    if (--active === 0) collecting.disable()
  }
}
