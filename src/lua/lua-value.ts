import { type LuaModule, type Pointer, type Thread, Type } from './wasm.ts'

/**
 * What crosses the border between JavaScript and Lua. Integers are 64 bits wide on both sides, and Lua's strings are bytes; text
 * goes in as UTF-8 and comes out as bytes. Everything else crosses as the bytes of a particle.
 */
export type LuaValue = null | boolean | bigint | number | string | Uint8Array

/** Pushes values: numbers as doubles, bigints as integers. */
export function pushAll(module: LuaModule, thread: Thread, values: readonly LuaValue[]): void {
  module._lua_checkstack(thread, values.length + 1)
  for (const value of values) push(module, thread, value)
}

function push(module: LuaModule, thread: Thread, value: LuaValue): void {
  switch (typeof value) {
    case 'boolean':
      module._lua_pushboolean(thread, value ? 1 : 0)
      return
    case 'bigint':
      module._lua_pushinteger(thread, value)
      return
    case 'number':
      module._lua_pushnumber(thread, value)
      return
    case 'string':
      pushBytes(module, thread, Buffer.from(value))
      return
    default:
      if (value === null) module._lua_pushnil(thread)
      else pushBytes(module, thread, value)
  }
}

function pushBytes(module: LuaModule, thread: Thread, bytes: Uint8Array): void {
  const pointer = lend(module, bytes)
  module._lua_pushlstring(thread, pointer, bytes.length)
  module._free(pointer)
}

/** Copies bytes into Lua's memory, with a NUL behind them; the caller frees them. */
export function lend(module: LuaModule, bytes: Uint8Array): Pointer {
  const pointer = module._malloc(bytes.length + 1)
  // The memory may have been moved to make room: its view is taken only now.
  const heap = module.HEAPU8
  heap.set(bytes, pointer)
  heap[pointer + bytes.length] = 0
  return pointer
}

/** Reads the values of a stack; functions, tables and userdata are null. */
export function readAll(
  module: LuaModule,
  thread: Thread,
  from: number,
  to: number,
  scratch: Pointer,
): LuaValue[] {
  const values: LuaValue[] = []
  for (let index = from; index <= to; index++) values.push(read(module, thread, index, scratch))
  return values
}

function read(module: LuaModule, thread: Thread, index: number, scratch: Pointer): LuaValue {
  switch (module._lua_type(thread, index)) {
    case Type.boolean:
      return module._lua_toboolean(thread, index) === 1
    case Type.number:
      return module._lua_isinteger(thread, index) === 1
        ? module._lua_tointegerx(thread, index, 0)
        : module._lua_tonumberx(thread, index, 0)
    case Type.string:
      return readBytes(module, thread, index, scratch)
    default:
      return null
  }
}

function readBytes(module: LuaModule, thread: Thread, index: number, scratch: Pointer): Buffer {
  const start = module._lua_tolstring(thread, index, scratch)
  const size = module.HEAP32[scratch >> 2] as number
  return Buffer.from(module.HEAPU8.subarray(start, start + size))
}
