import { type LuaValue, HostOperation, importLua, LuaMachine, LuaState } from '../../../src/lua/index.ts'
import { packValue } from '../../../src/wire/msgpack/pack.ts'
import { Writer } from '../../../src/wire/writer.ts'
import type { Value } from '../../../src/index.ts'

/** One for all tests of a file: it takes a while to load. */
export const machine = await LuaMachine.load(importLua)

export function packed(...args: readonly Value[]): Buffer {
  const writer = new Writer(64)
  packValue(writer, [...args])
  return writer.toBuffer()
}

/** A state with a module in it, and what it asked its host. */
export function stateWith(
  source: string,
  serve: (operation: number, args: readonly LuaValue[]) => readonly LuaValue[] = () => [],
): LuaState {
  const state = new LuaState(machine)
  state.host = (operation, args) => {
    if (operation !== HostOperation.source) return serve(operation, args)
    return textOf(args[0]) === 'm' ? [Buffer.from(source), 'm.lua'] : []
  }
  const problem = state.call('open', ['m'], 1000)
  if (problem.length > 0) throw new Error(textOf(problem[0]))
  return state
}

export function textOf(value: LuaValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)
}
