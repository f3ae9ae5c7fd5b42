import { isBytes } from '../kinds.ts'
import { type LuaValue, lend } from './lua-value.ts'
import { type HostCall, type LuaMachine, TIMEOUT } from './machine.ts'
import { HostOperation } from './operations.ts'
import { PRELUDE } from './prelude/index.ts'
import { ALL_RESULTS, REGISTRY, Status, type Thread } from './wasm.ts'
import { performance } from '../timers.ts'

/** Functions of the prelude that JavaScript calls. */
const ENTRIES = ['open', 'try', 'apply', 'stream'] as const
export type Entry = (typeof ENTRIES)[number]

/** How a pausable call stands. */
export type Turn =
  | { readonly state: 'paused' }
  /** It waits for something to go on with: a module's source when that is a name, else more of its stream. */
  | { readonly state: 'waiting'; readonly module: string | undefined }
  | { readonly state: 'done'; readonly results: readonly LuaValue[] }
  | { readonly state: 'failed'; readonly message: string }

/** Lua failed outside of what a function does. */
export class LuaFailure extends Error {}

const OPERATIONS = Object.entries(HostOperation)
  .map(([name, number]) => `${name}=${number}`)
  .join(' ')

let lastId = 0

/** A Lua state with Aerospike's types and functions, in which modules are loaded. Globals of modules live as long as it does. */
export class LuaState {
  readonly #machine: LuaMachine
  readonly #id = ++lastId
  readonly #state: Thread
  readonly #entries = new Map<Entry, number>()
  /** What the state asks of its host is answered by this. */
  host: HostCall = () => []

  constructor(machine: LuaMachine) {
    const { module } = machine
    this.#machine = machine
    this.#state = module._luaL_newstate()
    machine.serve(this.#id, (operation, args) => this.host(operation, args))
    module._luaL_openlibs(this.#state)
    this.#loadPrelude()
    machine.watch(this.#state)
  }

  #loadPrelude(): void {
    const { module } = this.#machine
    const state = this.#state
    let shared = 0
    for (const [name, source] of PRELUDE) {
      this.#load(name, source)
      if (shared === 0) {
        module._lua_pushcclosure(state, this.#machine.newBox, 0)
        module._lua_pushcclosure(state, this.#machine.callHost, 0)
        this.#machine.push(state, [BigInt(this.#id), OPERATIONS, TIMEOUT])
        this.#check(module._lua_pcallk(state, 5, 1, 0, 0, 0))
        shared = module._luaL_ref(state, REGISTRY)
      } else {
        module._lua_rawgeti(state, REGISTRY, BigInt(shared))
        this.#check(module._lua_pcallk(state, 1, 0, 0, 0, 0))
      }
    }
    for (const entry of ENTRIES) this.#entries.set(entry, this.#entry(shared, entry))
  }

  /** The registry's number for a function of the prelude. */
  #entry(shared: number, name: Entry): number {
    const { module } = this.#machine
    this.#load('entry', `local P = ... return P.${name}`)
    module._lua_rawgeti(this.#state, REGISTRY, BigInt(shared))
    this.#check(module._lua_pcallk(this.#state, 1, 1, 0, 0, 0))
    return module._luaL_ref(this.#state, REGISTRY)
  }

  #load(name: string, source: string): void {
    const { module } = this.#machine
    const bytes = Buffer.from(source)
    const text = lend(module, bytes)
    const chunk = lend(module, Buffer.from(`=${name}`))
    const status = module._luaL_loadbufferx(this.#state, text, bytes.length, chunk, 0)
    module._free(text)
    module._free(chunk)
    this.#check(status)
  }

  #check(status: number): void {
    if (status === Status.ok) return
    throw new LuaFailure(this.#message(this.#state))
  }

  /** The error on top of a stack, which is emptied. */
  #message(thread: Thread): string {
    const { module } = this.#machine
    const top = module._lua_gettop(thread)
    const [error] = this.#machine.read(thread, top, top)
    module._lua_settop(thread, 0)
    return isBytes(error) ? Buffer.from(error).toString() : `an error that is no text`
  }

  /**
   * Calls a function of the prelude.
   * @param limit milliseconds after which it fails
   * @throws RunawayError, LuaFailure
   */
  call(entry: Entry, args: readonly LuaValue[], limit: number): readonly LuaValue[] {
    const { module } = this.#machine
    const state = this.#state
    module._lua_rawgeti(state, REGISTRY, BigInt(this.#entries.get(entry) ?? 0))
    this.#machine.push(state, args)
    const until = performance.now() + limit
    this.#check(
      this.#machine.run(until, undefined, () => module._lua_pcallk(state, args.length, ALL_RESULTS, 0, 0, 0)),
    )
    const results = this.#machine.read(state, 1, module._lua_gettop(state))
    module._lua_settop(state, 0)
    return results
  }

  /** Begins a call that runs in turns. */
  begin(entry: Entry, args: readonly LuaValue[]): LuaCall {
    const { module } = this.#machine
    const thread = module._lua_newthread(this.#state)
    const anchor = module._luaL_ref(this.#state, REGISTRY)
    module._lua_rawgeti(thread, REGISTRY, BigInt(this.#entries.get(entry) ?? 0))
    this.#machine.push(thread, args)
    let given = args.length
    const turn = (until: number, more?: LuaValue): Turn => {
      if (more !== undefined) {
        this.#machine.push(thread, [more])
        given = 1
      }
      const outcome = { status: 0, results: 0 }
      this.#machine.run(until, thread, () => {
        Object.assign(outcome, this.#machine.resume(thread, given))
        return 0
      })
      given = 0
      return this.#turn(thread, anchor, outcome)
    }
    return { turn }
  }

  #turn(
    thread: Thread,
    anchor: number,
    { status, results }: { readonly status: number; readonly results: number },
  ): Turn {
    const { module } = this.#machine
    if (status === Status.yielded) {
      const top = module._lua_gettop(thread)
      const [wanted] = this.#machine.read(thread, top - results + 1, top)
      module._lua_settop(thread, -results - 1)
      if (wanted === undefined) return { state: 'paused' }
      return { state: 'waiting', module: isBytes(wanted) ? String(wanted) : undefined }
    }
    module._luaL_unref(this.#state, REGISTRY, anchor)
    if (status !== Status.ok) return { state: 'failed', message: this.#message(thread) }
    const top = module._lua_gettop(thread)
    return { state: 'done', results: this.#machine.read(thread, top - results + 1, top) }
  }

  /** Frees it and all that is in it. */
  close(): void {
    this.#machine.forget(this.#id)
    if (!this.#machine.broken) this.#machine.module._lua_close(this.#state)
  }
}

/** A call that runs in turns. */
export interface LuaCall {
  /**
   * Lets it run until a moment of `performance.now()`, until it waits, or to its end. `more` is what it waited for.
   * @throws RunawayError
   */
  turn(until: number, more?: LuaValue): Turn
}
