import { AerospikeError, clientError } from '../errors/index.ts'
import { abortError, type Engine, type EngineHost, type HeldUp } from '../execute/engine.ts'
import { AbortRegistry } from '../execute/abort.ts'
import type { BatchPolicy } from '../policy/batch.ts'
import type { Gate } from './gate.ts'
import type { RunSettings } from './run.ts'

/** What batches stand on. */
export interface BatchGround {
  readonly host: EngineHost
  readonly engine: Engine
  readonly aborts: AbortRegistry
}

export function batchGround(host: EngineHost, engine: Engine): BatchGround {
  return { host, engine, aborts: new AbortRegistry() }
}

/** Reads are tried twice more, writes are not, unless the batch says so: the rule of single commands. */
const READ_RETRIES = 2

/** What a run of rows is set to. */
export function runSettings(
  { host }: BatchGround,
  hasWrites: boolean,
  policy: BatchPolicy,
  deadline: number,
  gate: Gate,
  serverTimeout = policy.timeout,
): RunSettings {
  return {
    cluster: host.cluster,
    rackIds: host.rackIds,
    policy,
    deadline,
    gate,
    serverTimeout,
    maxRetries: policy.maxRetries ?? (hasWrites ? 0 : READ_RETRIES),
  }
}

export function deadlineOf({ timeout }: BatchPolicy): number {
  return timeout === 0 ? Infinity : performance.now() + timeout
}

/**
 * Counts a batch among the work in flight, and has it cancelled when its signal aborts or the client closes. Throws when it
 * may not start. Gives what ends the count.
 */
export function enter(
  { host, engine, aborts }: BatchGround,
  { signal }: BatchPolicy,
  cancel: (error: AerospikeError) => void,
  heldUp?: HeldUp,
): () => void {
  const refusal = host.refusal()
  if (refusal !== undefined) throw refusal
  if (signal?.aborted === true) throw abortError(signal)
  const leave = engine.enter(cancel, heldUp)
  if (signal === undefined) return leave
  const entry = {}
  aborts.add(signal, entry, () => {
    cancel(abortError(signal))
  })
  return () => {
    aborts.remove(signal, entry)
    leave()
  }
}

/** Waits for the cluster to be known, no longer than the deadline. */
export async function whenReady({ host }: BatchGround, deadline: number): Promise<void> {
  if (host.isReady) return
  if (deadline === Infinity) {
    await host.ready()
    return
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(clientError('TIMEOUT', 'batch: the cluster was not found within the time limit'))
      },
      Math.max(0, deadline - performance.now()),
    )
  })
  try {
    await Promise.race([host.ready(), late])
  } finally {
    clearTimeout(timer)
  }
}
