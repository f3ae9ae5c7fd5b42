import { clientError } from '../errors/index.ts'
import { askRaw, type FeatureHost, oneNode } from '../execute/feature-host.ts'
import {
  type Crossing,
  HostOperation,
  importLua,
  LuaFailure,
  type LuaLoader,
  LuaMachine,
} from '../lua/index.ts'
import { LuaState, RunawayError } from '../lua/index.ts'
import { INFO_DEFAULTS } from '../policy/query.ts'
import { parsePairs } from '../wire/info.ts'

/** Milliseconds a module may take to load. */
const LOAD_LIMIT = 5_000
/** Modules that one may require, one after another. */
const MODULES_MAX = 100

/** Milliseconds for which the Lua of the process is kept when nobody uses it. */
const KEPT = 30_000

/** The Lua of this process. A state costs a millisecond and goes with its run; what states are made in costs fifty. */
let shared: Promise<LuaMachine> | undefined
let users = 0
let idle: NodeJS.Timeout | undefined

async function machine(load: LuaLoader): Promise<LuaMachine> {
  if (load !== importLua) return LuaMachine.load(load)
  if (shared !== undefined && (await shared.catch(() => undefined))?.broken !== false) shared = undefined
  shared ??= LuaMachine.load(load)
  return shared
}

/** A state with a module in it. */
export class LuaEngine {
  readonly #state: LuaState
  #closed = false

  private constructor(state: LuaState) {
    this.#state = state
  }

  /**
   * Loads a module, with those it requires.
   * @param source left out, it is fetched from the cluster
   * @throws UdfError `LUA_NOT_INSTALLED`, `UDF_REJECTED`
   */
  static async open(
    host: FeatureHost,
    module: string,
    source: Buffer | undefined,
    load: LuaLoader,
  ): Promise<LuaEngine> {
    users++
    clearTimeout(idle)
    try {
      const lua = await machine(load)
      const sources = new Map<string, Buffer>()
      if (source !== undefined) sources.set(module, source)
      for (let tries = 0; ; tries++) {
        const state = new LuaState(lua)
        const missing = openIn(state, module, sources)
        if (missing === undefined) return new LuaEngine(state)
        state.close()
        if (tries === MODULES_MAX) throw rejected(module, 'it requires too many others')
        sources.set(missing, await fetchModule(host, missing))
      }
    } catch (error) {
      release()
      throw error
    }
  }

  get state(): LuaState {
    return this.#state
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#state.close()
    release()
  }
}

function release(): void {
  if (--users > 0) return
  idle = setTimeout(() => (shared = undefined), KEPT).unref()
}

/** Loads a module from what there is; gives the name of one that is missing. */
function openIn(state: LuaState, module: string, sources: ReadonlyMap<string, Buffer>): string | undefined {
  let missing: string | undefined
  state.host = (operation, args) => {
    if (operation !== HostOperation.source) return []
    const name = textOf(args[0])
    const source = sources.get(name)
    if (source !== undefined) return [source, `${name}.lua`]
    missing ??= name
    return []
  }
  try {
    const [problem] = state.call('open', [module], LOAD_LIMIT)
    if (problem === undefined || missing !== undefined) return missing
    throw rejected(module, textOf(problem))
  } catch (error) {
    state.close()
    if (error instanceof LuaFailure || error instanceof RunawayError) throw rejected(module, error.message)
    throw error
  }
}

function textOf(value: Crossing | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : ''
}

function rejected(module: string, why: string): Error {
  return clientError('UDF_REJECTED', `The module ${module} cannot be loaded: ${why}`)
}

async function fetchModule(host: FeatureHost, module: string): Promise<Buffer> {
  const node = await oneNode(host)
  const answer = await askRaw(host, node, `udf-get:filename=${module}.lua`, INFO_DEFAULTS.timeout)
  const content = parsePairs(answer).get('content')
  if (content === undefined)
    throw clientError('UDF_REJECTED', `There is no module ${module}.lua in the cluster`, {
      hint: 'registerUdf puts it there; or give its source',
    })
  return Buffer.from(content, 'base64')
}
