/** A value's address in the memory of the WebAssembly instance. */
export type Pointer = number
/** A Lua thread: a state, or a coroutine of one. */
export type Thread = number

/**
 * The part of Lua's C interface that is used here, under the names the WebAssembly module exports it by. Declared here, not taken
 * from the package that brings it: that package is optional, and nothing of ours may need its types.
 */
export interface LuaModule {
  readonly HEAPU8: Uint8Array
  readonly HEAP32: Int32Array
  addFunction(call: (...args: number[]) => number, signature: string): Pointer
  _malloc(size: number): Pointer
  _free(pointer: Pointer): void
  _luaL_newstate(): Thread
  _luaL_openlibs(thread: Thread): void
  _luaL_loadbufferx(thread: Thread, text: Pointer, size: number, name: Pointer, mode: Pointer): number
  _luaL_ref(thread: Thread, table: number): number
  _luaL_unref(thread: Thread, table: number, reference: number): void
  _lua_close(thread: Thread): void
  _lua_newthread(thread: Thread): Thread
  _lua_gettop(thread: Thread): number
  _lua_settop(thread: Thread, index: number): void
  _lua_checkstack(thread: Thread, count: number): number
  _lua_pushvalue(thread: Thread, index: number): void
  _lua_pushnil(thread: Thread): void
  _lua_pushboolean(thread: Thread, value: number): void
  _lua_pushinteger(thread: Thread, value: bigint): void
  _lua_pushnumber(thread: Thread, value: number): void
  _lua_pushlstring(thread: Thread, text: Pointer, size: number): Pointer
  _lua_pushcclosure(thread: Thread, call: Pointer, upvalues: number): void
  _lua_type(thread: Thread, index: number): number
  _lua_isinteger(thread: Thread, index: number): number
  _lua_toboolean(thread: Thread, index: number): number
  _lua_tointegerx(thread: Thread, index: number, isNumber: Pointer): bigint
  _lua_tonumberx(thread: Thread, index: number, isNumber: Pointer): number
  _lua_tolstring(thread: Thread, index: number, size: Pointer): Pointer
  _lua_newuserdatauv(thread: Thread, size: number, values: number): Pointer
  _lua_setiuservalue(thread: Thread, index: number, value: number): number
  _lua_setmetatable(thread: Thread, index: number): number
  _lua_rawgeti(thread: Thread, index: number, key: bigint): number
  _lua_pcallk(
    thread: Thread,
    args: number,
    results: number,
    handler: number,
    context: number,
    next: Pointer,
  ): number
  _lua_resume(thread: Thread, from: Thread, args: number, results: Pointer): number
  _lua_sethook(thread: Thread, hook: Pointer, mask: number, count: number): void
  _lua_isyieldable(thread: Thread): number
  _lua_yieldk(thread: Thread, results: number, context: number, next: Pointer): number
  _lua_error(thread: Thread): number
}

/** Numbers of Lua 5.4 (lua.h, lauxlib.h). */
export const Status = { ok: 0, yielded: 1 } as const
export const Type = { boolean: 1, number: 3, string: 4 } as const
export const REGISTRY = -1_001_000
export const ALL_RESULTS = -1
export const MASK_COUNT = 8
