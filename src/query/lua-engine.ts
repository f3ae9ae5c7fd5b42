import { clientError } from '../errors/index.ts'
import { askRaw } from '../execute/info.ts'
import type { Scope } from '../execute/scope.ts'
import { nextTurn, sliceEnd } from '../execute/pace.ts'
import { isBytes } from '../kinds.ts'
import {
  type LuaValue,
  importLua,
  LuaFailure,
  type LuaLoader,
  LuaMachine,
  LuaState,
  RunawayError,
} from '../lua/index.ts'
import { parsePairs } from '../wire/info.ts'
import { clearTimeout, performance, setTimeout } from '../timers.ts'

/** Milliseconds a module may take to load. */
const LOAD_LIMIT = 5_000
/** Modules that one may require, one after another. */
const MODULES_MAX = 100

/** Milliseconds for which the Lua of the process is kept when nobody uses it. */
const KEPT = 30_000
/** Bytes beyond which it is not: it gives no memory back while it lives. */
const KEPT_MOST = 64 * 1024 * 1024

/** The Lua of this process. A state costs a millisecond and goes with its run; what states are made in costs fifty. */
let shared: Promise<LuaMachine> | undefined
let users = 0
let idle: NodeJS.Timeout | undefined

async function machine(load: LuaLoader): Promise<LuaMachine> {
  if (load !== importLua) return LuaMachine.load(load)
  const known = shared
  const usable = known !== undefined && (await known.catch(() => undefined))?.broken === false
  // Of those that find it broken, the first has a new one loaded, for all.
  if (!usable && shared === known) shared = undefined
  shared ??= LuaMachine.load(load)
  return shared
}

/** A state with a module in it, and the modules that were fetched for it. */
export class LuaEngine {
  readonly #scope: Scope
  readonly #machine: LuaMachine
  readonly #state: LuaState
  readonly #module: string
  /** Sources by name; null is what the cluster does not have. */
  readonly #sources = new Map<string, Buffer | null>()
  #closed = false

  private constructor(scope: Scope, lua: LuaMachine, module: string, source: Buffer | undefined) {
    this.#scope = scope
    this.#machine = lua
    this.#state = new LuaState(lua)
    this.#module = module
    if (source !== undefined) this.#sources.set(module, source)
  }

  /**
   * Loads a module, with those it requires.
   * @param source left out, it is fetched from the cluster
   * @throws UdfError `LUA_NOT_INSTALLED`, `UDF_REJECTED`
   */
  static async open(
    scope: Scope,
    module: string,
    source: Buffer | undefined,
    load: LuaLoader,
  ): Promise<LuaEngine> {
    users++
    clearTimeout(idle)
    try {
      const engine = new LuaEngine(scope, await machine(load), module, source)
      await engine.#open().catch((error: unknown) => engine.#giveUp(error))
      return engine
    } catch (error) {
      release()
      throw error
    }
  }

  get state(): LuaState {
    return this.#state
  }

  /** The source of a module that Lua requires; null when the cluster has none. */
  async source(name: string): Promise<Buffer | null> {
    const known = this.#sources.get(name)
    if (known !== undefined) return known
    if (this.#sources.size > MODULES_MAX) throw rejected(this.#module, 'it requires too many others')
    const source = await fetchModule(this.#scope, name)
    this.#sources.set(name, source)
    return source
  }

  /** In slices, as all of Lua. */
  async #open(): Promise<void> {
    const call = this.#state.begin('open', [this.#module, true])
    let until = performance.now() + LOAD_LIMIT
    let turn = call.turn(sliceEnd())
    for (;;) {
      if (turn.state === 'done' || turn.state === 'failed') break
      if (turn.state === 'waiting') {
        const source = await this.source(turn.module ?? '')
        until = performance.now() + LOAD_LIMIT
        turn = call.turn(sliceEnd(), source)
      } else {
        if (performance.now() > until) throw rejected(this.#module, `not done within ${LOAD_LIMIT} ms`)
        await nextTurn()
        turn = call.turn(sliceEnd())
      }
    }
    const problem = turn.state === 'done' ? turn.results[0] : turn.message
    if (problem !== undefined) throw this.#refusal(textOf(problem))
  }

  #refusal(problem: string): Error {
    if (this.#sources.get(this.#module) === null)
      return clientError('UDF_REJECTED', `There is no module ${this.#module}.lua in the cluster`, {
        hint: 'registerUdf puts it there; or give its source',
      })
    return rejected(this.#module, problem)
  }

  #giveUp(error: unknown): never {
    this.#state.close()
    if (error instanceof LuaFailure || error instanceof RunawayError)
      throw rejected(this.#module, error.message)
    throw error
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#state.close()
    release(this.#machine.size)
  }
}

function release(size = 0): void {
  // Who is still at work keeps what it has.
  if (size > KEPT_MOST) shared = undefined
  if (--users > 0) return
  idle = setTimeout(() => (shared = undefined), KEPT).unref()
}

function textOf(value: LuaValue): string {
  return isBytes(value) ? Buffer.from(value).toString() : String(value)
}

function rejected(module: string, why: string): Error {
  return clientError('UDF_REJECTED', `The module ${module} cannot be loaded: ${why}`)
}

async function fetchModule(scope: Scope, module: string): Promise<Buffer | null> {
  // No name of a file that is registered, and another command to a node.
  if (/[\n\0;]/.test(module)) return null
  const node = await scope.node()
  const answer = await askRaw(scope, node, `udf-get:filename=${module}.lua`)
  const content = parsePairs(answer).get('content')
  return content === undefined ? null : Buffer.from(content, 'base64')
}
