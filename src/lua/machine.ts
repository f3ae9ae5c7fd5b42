import { type LuaValue, pushAll, readAll } from './lua-value.ts'
import { loadLua, type LuaLoader } from './load.ts'
import { type LuaModule, MASK_COUNT, type Pointer, type Thread } from './wasm.ts'
import { performance } from '../timers.ts'

/** Instructions between two looks at the clock: few, for one may take a millisecond where much memory is asked for. */
const HOOK_STRIDE = 1_000
/** How often a function may catch the error of its time limit before all of Lua is given up. */
const STRIKES = 3
/** Milliseconds for which a pausable thread may be where it cannot be paused. */
const PATIENCE = 2_000
/** What a function hears when its time is up (check_timer, mod_lua.c). */
export const TIMEOUT = 'UDF Execution Timeout'

/** What Lua asks of its host: an operation's number and arguments in, results out. Must not throw. */
export type HostCall = (operation: number, args: readonly LuaValue[]) => readonly LuaValue[]

/** What is watched while Lua runs. */
interface Watch {
  /** The thread that may be stopped in the middle and go on later; undefined when nothing may. */
  readonly pausable: Thread | undefined
  /** Moment in ms of `performance.now()` when a turn ends: a pausable thread is paused, others fail. */
  readonly until: number
  strikes: number
}

/** A function did not end within its time, not even by an error: this Lua cannot be used any more. */
export class RunawayError extends Error {}

/**
 * An instance of Lua. States made in it share its memory. Lua is called and calls back synchronously; a hook looks at the clock
 * every some thousand instructions, so that nothing runs for ever.
 */
export class LuaMachine {
  readonly module: LuaModule
  /** Pointers of C functions: one makes userdata, one asks the host. */
  readonly newBox: Pointer
  readonly callHost: Pointer
  readonly #hook: Pointer
  /** Room for one number that C functions give through a pointer. */
  readonly #scratch: Pointer
  readonly #hosts = new Map<number, HostCall>()
  #watch: Watch | undefined
  #broken = false

  private constructor(module: LuaModule) {
    this.module = module
    this.#scratch = module._malloc(8)
    this.newBox = module.addFunction((thread) => this.#box(thread), 'ii')
    this.callHost = module.addFunction((thread) => this.#ask(thread), 'ii')
    this.#hook = module.addFunction((thread) => this.#tick(thread), 'vii')
  }

  /** @throws UdfError `LUA_NOT_INSTALLED` */
  static async load(load: LuaLoader): Promise<LuaMachine> {
    return new LuaMachine(await loadLua(load))
  }

  /** Whether it must not be used any more. */
  get broken(): boolean {
    return this.#broken
  }

  /** Bytes of memory it has taken, of which it never gives any back. */
  get size(): number {
    return this.module.HEAPU8.length
  }

  /** Gives the calls that carry this number to a host. */
  serve(id: number, host: HostCall): void {
    this.#hosts.set(id, host)
  }

  forget(id: number): void {
    this.#hosts.delete(id)
  }

  /** Has the clock looked at while a state and the threads made in it run. */
  watch(thread: Thread): void {
    this.module._lua_sethook(thread, this.#hook, MASK_COUNT, HOOK_STRIDE)
  }

  /**
   * Runs something until a moment of `performance.now()`.
   * @throws RunawayError
   */
  run(until: number, pausable: Thread | undefined, call: () => number): number {
    this.#watch = { until, pausable, strikes: 0 }
    try {
      return call()
    } catch (error) {
      this.#broken = true
      throw error
    } finally {
      this.#watch = undefined
    }
  }

  /** Resumes a coroutine with the arguments on its stack; how many results it left there. */
  resume(thread: Thread, args: number): { readonly status: number; readonly results: number } {
    const status = this.module._lua_resume(thread, 0, args, this.#scratch)
    return { status, results: this.module.HEAP32[this.#scratch >> 2] as number }
  }

  push(thread: Thread, values: readonly LuaValue[]): void {
    pushAll(this.module, thread, values)
  }

  read(thread: Thread, from: number, to: number): LuaValue[] {
    return readAll(this.module, thread, from, to, this.#scratch)
  }

  /** metatable, data → userdata with that data. Lua itself has no way to make one. */
  #box(thread: Thread): number {
    const { module } = this
    module._lua_newuserdatauv(thread, 0, 1)
    module._lua_pushvalue(thread, 2)
    module._lua_setiuservalue(thread, 3, 1)
    module._lua_pushvalue(thread, 1)
    module._lua_setmetatable(thread, 3)
    return 1
  }

  /** number of the host, operation, arguments → results */
  #ask(thread: Thread): number {
    const [id, operation, ...args] = this.read(thread, 1, this.module._lua_gettop(thread))
    const results = this.#hosts.get(Number(id))?.(Number(operation), args) ?? []
    this.push(thread, results)
    return results.length
  }

  #tick(thread: Thread): number {
    const watch = this.#watch
    const now = performance.now()
    if (watch === undefined || now < watch.until) return 0
    if (watch.pausable === undefined) return this.#timeOut(thread, watch)
    if (thread === watch.pausable && this.module._lua_isyieldable(thread) === 1)
      return this.module._lua_yieldk(thread, 0, 0, 0)
    // It cannot stop inside a coroutine of its own or a comparison of table.sort: it goes on until it can.
    return now < watch.until + PATIENCE ? 0 : this.#timeOut(thread, watch)
  }

  #timeOut(thread: Thread, watch: Watch): number {
    if (++watch.strikes > STRIKES) throw new RunawayError('Lua does not end')
    this.push(thread, [TIMEOUT])
    return this.module._lua_error(thread)
  }
}
