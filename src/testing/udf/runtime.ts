import { isBytes } from '../../kinds.ts'
import { LuaFailure, type LuaLoader, LuaMachine, LuaState, RunawayError } from '../../lua/index.ts'
import type { Restore } from '../snapshot.ts'
import { type LuaValue, HostOperation } from '../../lua/index.ts'

/** Where modules lie on a server of the published images; errors show it. */
const FOLDER = '/opt/aerospike/usr/udf/lua'
/** Milliseconds a module may take to load. */
const LOAD_LIMIT = 1000

/** Why a module cannot be registered. */
export interface CompileError {
  readonly file: string
  readonly line: number
  readonly message: string
}

/** What a state's host is asked beside modules. */
export type Serve = (operation: number, args: readonly LuaValue[]) => readonly LuaValue[]

/**
 * The Lua of a memory server: loaded when a function is first called, and a state for each module, as long as modules stay what
 * they are. Without the optional package there is none, and functions are refused.
 */
export class UdfRuntime {
  readonly #load: LuaLoader
  /** File names, and sources in base64. */
  readonly #modules: Map<string, string>
  readonly #states = new Map<string, LuaState>()
  #machine: LuaMachine | undefined
  #loading: Promise<void> | undefined
  #absent = false

  constructor(load: LuaLoader, modules: Map<string, string>) {
    this.#load = load
    this.#modules = modules
  }

  /** Undefined when it is known whether there is a Lua; else a promise of that. */
  ready(): Promise<void> | undefined {
    if (this.#absent || (this.#machine !== undefined && !this.#machine.broken)) return undefined
    this.#loading ??= this.#open()
    return this.#loading
  }

  async #open(): Promise<void> {
    this.#states.clear()
    try {
      this.#machine = await LuaMachine.load(this.#load)
    } catch {
      this.#absent = true
    }
    this.#loading = undefined
  }

  /** Whether functions can be run. */
  get available(): boolean {
    return this.#machine !== undefined && !this.#machine.broken
  }

  /** The state that a module is loaded in; undefined when it is not registered, or does not load. */
  stateOf(module: string): LuaState | undefined {
    const known = this.#states.get(module)
    if (known !== undefined) return known
    const state = this.newState(module)
    if (state !== undefined) this.#states.set(module, state)
    return state
  }

  /** A state of its own for a module. */
  newState(module: string): LuaState | undefined {
    if (this.#machine === undefined || this.#machine.broken) return undefined
    const state = new LuaState(this.#machine)
    this.serve(state, () => [])
    if (guarded(() => state.call('open', [module], LOAD_LIMIT).length === 0) === true) return state
    state.close()
    return undefined
  }

  /** Answers what a state asks: about modules itself, anything else by `serve`. */
  serve(state: LuaState, serve: Serve): void {
    state.host = (operation, args) =>
      operation === HostOperation.source ? this.#source(args) : serve(operation, args)
  }

  #source([name]: readonly LuaValue[]): readonly LuaValue[] {
    const module = isBytes(name) ? Buffer.from(name).toString() : ''
    const content = this.#modules.get(`${module}.lua`)
    return content === undefined ? [] : [Buffer.from(content, 'base64'), `${FOLDER}/${module}.lua`]
  }

  /** What is wrong with a module that is to be registered; undefined when nothing is, or nobody can tell. */
  check(name: string, source: Buffer): CompileError | undefined {
    if (this.#machine === undefined || this.#machine.broken) return undefined
    const state = new LuaState(this.#machine)
    this.serve(state, () => [])
    const found = guarded(() => state.call('try', [source, name], LOAD_LIMIT))
    state.close()
    const [file, line, message] = found ?? []
    if (!isBytes(message)) return undefined
    return { file: textOf(file), line: Number(line), message: textOf(message) }
  }

  /** Modules have changed: what was loaded is loaded anew. */
  reset(): void {
    for (const state of this.#states.values()) state.close()
    this.#states.clear()
  }

  /** The registered modules as they are now. */
  capture(): Restore {
    const modules = new Map(this.#modules)
    return () => {
      this.#modules.clear()
      for (const [name, source] of modules) this.#modules.set(name, source)
      this.reset()
    }
  }

  close(): void {
    this.reset()
    this.#machine = undefined
  }
}

function textOf(value: LuaValue | undefined): string {
  return isBytes(value) ? Buffer.from(value).toString() : ''
}

/** What a module does while it loads is its own affair. */
function guarded<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof LuaFailure || error instanceof RunawayError) return undefined
    throw error
  }
}
