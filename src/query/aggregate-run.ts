import type { Node } from '../cluster/node.ts'
import { udfFailure } from '../commands/udf.ts'
import { type AerospikeError, clientError } from '../errors/index.ts'
import { asError } from '../execute/as-error.ts'
import { nextTurn, sliceEnd } from '../execute/pace.ts'
import { Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import { isBytes } from '../kinds.ts'
import {
  type LuaValue,
  HostOperation,
  importLua,
  type LuaCall,
  type LuaLoader,
  RunawayError,
  type Turn,
} from '../lua/index.ts'
import type { Value } from '../values.ts'
import { readParticle } from '../wire/particle.ts'
import type { Writer } from '../wire/writer.ts'
import { valuesIn } from './aggregate-frame.ts'
import { encodeAggregation, type UdfCall } from './encode.ts'
import { requireFeaturesOf } from './features.ts'
import { LuaEngine } from './lua-engine.ts'
import type { NodeStream, StreamOwner } from './node-stream.ts'
import { NodeStreams } from './node-streams.ts'
import { newQueryId, type QueryPlan } from './plan.ts'

/** A stream function as it is called. */
export interface AggregateCall extends UdfCall {
  readonly source: Buffer | undefined
}

const CLIENT_SCOPE = 2n
/** Milliseconds for fetching one module. */
const FETCH_LIMIT = 10_000

/**
 * One run of an aggregation: the function on every node, and its last part here, on what the nodes give. Lua runs in slices, so that
 * neither a long reduce nor one without an end holds up the process. Nothing is tried again: a node that is asked twice counts twice.
 */
export class AggregateRun implements StreamOwner {
  readonly purpose = 'aggregation'
  readonly mayMove = false
  readonly #session: Session
  readonly #plan: QueryPlan
  readonly #call: AggregateCall
  readonly #load: LuaLoader
  readonly #queryId = newQueryId()
  #streams: NodeStreams | undefined
  #engine: LuaEngine | undefined
  #lua: LuaCall | undefined
  /** Values that came out in this slice. */
  #out: Value[] = []
  /** Why one of them cannot be given. */
  #unreadable: AerospikeError | undefined
  #more: LuaValue | undefined
  #waiting = false
  /** The module that it waits for. */
  #wanted: string | undefined
  /** Somebody waits for values; how often that was so. */
  #asked = true
  #steps = 0
  #done = false
  #over = false
  #failure: AerospikeError | undefined
  #wake: (() => void) | undefined
  #scope: Scope | undefined

  constructor(session: Session, plan: QueryPlan, call: AggregateCall, load: LuaLoader = importLua) {
    this.#session = session
    this.#plan = plan
    this.#call = call
    this.#load = load
  }

  /** Loads the module, then asks the nodes. */
  async open(): Promise<void> {
    const { namespace, set } = this.#plan
    const { timeout, signal } = this.#plan.policy
    const scope = new Scope(this.#session, {
      kind: 'query',
      name: 'aggregate',
      ...{ namespace, set, timeout, signal, answerLimit: FETCH_LIMIT },
      // Where it waited for a connection, who has them says more.
      whyLate: () => this.#streams?.busy,
      // Nobody waits for the next values: the consumer has the last ones, or has gone.
      progress: () => (this.#asked ? undefined : this.#steps),
    })
    this.#scope = scope
    scope.onCancel((error) => {
      this.#cancel(error)
    })
    await scope.begin(() => this.#unlessOver(this.#begin(scope)))
  }

  async #begin(scope: Scope): Promise<void> {
    const { module, source, function: name, args } = this.#call
    await scope.ready()
    requireFeaturesOf(this.#plan, this.#session.cluster.state)
    const engine = await LuaEngine.open(scope, module, source, this.#load)
    if (this.#isOver()) {
      engine.close()
      return
    }
    this.#engine = engine
    engine.state.host = (operation, values) => this.#serve(operation, values)
    this.#lua = engine.state.begin('stream', [name, CLIENT_SCOPE, args])
    const nodes = await scope.nodes()
    if (this.#isOver()) return
    this.#streams = new NodeStreams(scope, this, this.#plan.policy, nodes.map(all))
    this.#streams.start()
  }

  /** Asked again after every wait: it may have been ended meanwhile. */
  #isOver(): boolean {
    return this.#over
  }

  /** Waits for something, or for the end of all. */
  async #unlessOver(work: Promise<void>): Promise<void> {
    let ended: (() => void) | undefined
    const end = new Promise<void>((resolve) => (ended = resolve))
    this.#wake = ended
    await Promise.race([work, end])
    work.catch(() => undefined)
    if (this.#failure !== undefined) throw this.#failure
  }

  encode(writer: Writer): void {
    encodeAggregation(writer, this.#plan, this.#call, this.#queryId)
  }

  arrived(stream: NodeStream): void {
    if (stream.ended) this.#streams?.ended()
    this.#rouse()
  }

  #rouse(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  /** The next values; undefined after the last. @throws AerospikeError when it cannot go on */
  async next(): Promise<readonly Value[] | undefined> {
    this.#asked = true
    this.#steps++
    try {
      return await this.#values()
    } finally {
      this.#asked = false
    }
  }

  async #values(): Promise<readonly Value[] | undefined> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#done) return undefined
      if (this.#wanted !== undefined) {
        await this.#fetch(this.#wanted)
        continue
      }
      if (this.#waiting && !this.#feed()) {
        await new Promise<void>((resolve) => (this.#wake = resolve))
        continue
      }
      this.#step()
      const values = this.#out
      if (this.#scope !== undefined) this.#scope.rows += values.length
      this.#out = []
      if (values.length > 0) return values
      if (this.#isPaused()) await nextTurn()
    }
  }

  /** A function may require what its module did not. */
  async #fetch(name: string): Promise<void> {
    this.#wanted = undefined
    try {
      this.#more = await (this.#engine as LuaEngine).source(name)
    } catch (error) {
      throw this.#cancel(asError(error))
    }
  }

  /** Whether Lua would go on by itself. */
  #isPaused(): boolean {
    return !this.#done && !this.#waiting && this.#wanted === undefined
  }

  /** Gives Lua what a node sent, or the end; false when nothing is there yet. */
  #feed(): boolean {
    // Lua waits for values only when it has begun, which is when the nodes have been asked.
    const streams = this.#streams as NodeStreams
    const ready = streams.nextReady()
    const frame = ready?.take()
    if (ready !== undefined && frame !== undefined) {
      this.#more = this.#read(frame, ready)
      return true
    }
    const failure = streams.failure
    if (failure !== undefined) throw this.#cancel(failure)
    if (!streams.over) return false
    this.#more = null
    return true
  }

  #read(frame: Buffer, { assignment }: NodeStream): Buffer {
    try {
      return valuesIn(frame, assignment.node.toString())
    } catch (error) {
      throw this.#cancel(asError(error))
    }
  }

  #step(): void {
    const more = this.#more
    this.#more = undefined
    const turn = this.#turn(more)
    if (this.#unreadable !== undefined) throw this.#cancel(this.#unreadable)
    this.#wanted = turn.state === 'waiting' ? turn.module : undefined
    this.#waiting = turn.state === 'waiting' && this.#wanted === undefined
    if (turn.state === 'failed') throw this.#cancel(udfFailure(turn.message))
    if (turn.state !== 'done') return
    const [succeeded, words] = turn.results
    if (succeeded !== true)
      throw this.#cancel(udfFailure(isBytes(words) ? Buffer.from(words).toString() : ''))
    this.#done = true
    this.#release(clientError('ABORTED', 'The aggregation wants no more'))
  }

  #turn(more: LuaValue | undefined): Turn {
    try {
      // It is there until it has ended.
      return (this.#lua as LuaCall).turn(sliceEnd(), more)
    } catch (error) {
      if (!(error instanceof RunawayError)) throw this.#cancel(asError(error))
      return { state: 'failed', message: error.message }
    }
  }

  /** What Lua asks: values come out, and logs go nowhere. */
  #serve(operation: number, [type, data]: readonly LuaValue[]): readonly LuaValue[] {
    if (operation !== HostOperation.write) return []
    const bytes = data as Buffer
    // An error must not go through Lua, which others share: it is kept until Lua has paused.
    try {
      this.#out.push(readParticle(Number(type), bytes, 0, bytes.length, this.#plan.policy))
    } catch (error) {
      this.#unreadable ??= asError(error)
    }
    return []
  }

  #cancel(error: AerospikeError): AerospikeError {
    if (this.#over) return error
    this.#failure = this.#scope?.account(error) ?? error
    this.#release(error)
    return error
  }

  /** Nobody wants any more: connections that still owe something are closed, and Lua goes. */
  close(): void {
    this.#release(clientError('ABORTED', 'The aggregation was ended by its consumer'))
  }

  #release(why: AerospikeError): void {
    if (this.#over) return
    this.#over = true
    this.#streams?.cancel(why)
    this.#engine?.close()
    this.#scope?.end(this.#failure)
    this.#rouse()
  }
}

/** A node's part: all partitions it is the master of. */
function all(node: Node) {
  return { node, full: [], partial: [], limit: 0 }
}
