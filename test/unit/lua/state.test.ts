import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/index.ts'
import {
  type LuaValue,
  HostOperation,
  importLua,
  LuaMachine,
  LuaState,
  RunawayError,
} from '../../../src/lua/index.ts'
import { loadLua } from '../../../src/lua/load.ts'
import { machine, packed, stateWith, textOf } from './support.ts'

const LIMIT = 5000

/** Applies a function without a record: type and bytes of what it returns, or its error. */
function result(source: string, ...args: readonly Value[]): readonly [number, string] | string {
  const state = stateWith(source)
  const [ok, second, , type, data] = state.call('apply', ['f', false, packed(...args)], LIMIT)
  state.close()
  return ok === true ? [Number(type), Buffer.from(data as Uint8Array).toString('hex')] : textOf(second)
}

describe('the optional package', () => {
  it('is asked for when it is missing', async () => {
    const missing = (): Promise<never> => Promise.reject(new Error('Cannot find package'))
    await expect(loadLua(missing)).rejects.toMatchObject({
      code: 'LUA_NOT_INSTALLED',
      hint: 'npm install wasmoon',
      cause: { message: 'Cannot find package' },
    })
    await expect(loadLua(() => Promise.resolve({}))).rejects.toMatchObject({ code: 'LUA_NOT_INSTALLED' })
  })

  it('is taken as a default export too', async () => {
    const module = await loadLua(async () => ({ default: await importLua() }))
    expect(module._luaL_newstate()).toBeGreaterThan(0)
  })
})

describe('values across the border', () => {
  it('are exact', () => {
    const exact = (value: Value): unknown => result('function f(r, x) return x end', value)
    expect(exact(2n ** 63n - 1n)).toEqual([1, '7fffffffffffffff'])
    expect(exact(-(2n ** 63n))).toEqual([1, '8000000000000000'])
    expect(exact(2n ** 53n + 1n)).toEqual([1, '0020000000000001'])
    expect(exact(-0)).toEqual([2, '8000000000000000'])
    expect(exact(0.1)).toEqual([2, '3fb999999999999a'])
    expect(exact('Grüße')).toEqual([3, Buffer.from('Grüße').toString('hex')])
    expect(result('function f(r, x) return x + 1 end', 2n ** 62n)).toEqual([1, '4000000000000001'])
  })

  it('are given by the host as they are taken', () => {
    const seen: LuaValue[][] = []
    const state = stateWith(
      'function f(r) return aerospike:get_current_time() + 1 end',
      (operation, args) => {
        seen.push([BigInt(operation), ...args])
        return [2n ** 62n]
      },
    )
    const [, , , type, data] = state.call('apply', ['f', false, packed()], LIMIT)
    expect([type, Buffer.from(data as Uint8Array).readBigInt64BE()]).toEqual([1n, 2n ** 62n + 1n])
    expect(seen).toEqual([[BigInt(HostOperation.time)]])
    state.close()
  })

  it('are bytes, whatever is in them', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    expect(result('function f(r, b) return b end', bytes)).toEqual([4, bytes.toString('hex')])
    expect(
      result('function f(r, b) return bytes.get_string(b, 1, 3) end', Buffer.from('ff80fe', 'hex')),
    ).toEqual([3, 'ff80fe'])
  })

  it('may be large', () => {
    const bytes = Buffer.alloc(3_000_000, 7)
    const [type, hex] = result('function f(r, b) return b end', bytes) as [number, string]
    expect([type, hex.length]).toEqual([4, 6_000_000])
  })
})

describe('a module', () => {
  it('reaches nothing outside of Lua', () => {
    const names = [
      'io',
      'dofile',
      'loadfile',
      'os.execute',
      'os.exit',
      'os.remove',
      'os.getenv("HOME")',
      'debug.getregistry',
    ]
    const source = `debug = require('debug') function f() local n = "" for _, x in ipairs{${names
      .map((name) => name)
      .join(', ')}} do n = n .. tostring(x) end return n end`
    expect(result(source)).toEqual([3, ''])
    expect(result('function f() return require("io") end')).toMatch("module 'io' not found")
    expect(
      result('function f() return type(_G.js) .. type(package.loaders) .. type(package.loadlib) end'),
    ).toEqual([3, Buffer.from('nilnilnil').toString('hex')])
  })

  it('loads no bytecode', () => {
    expect(result('function f() return tostring(load(string.dump(function() end))) end')).toEqual([
      3,
      Buffer.from('nil').toString('hex'),
    ])
  })

  it('has no finalizers, which nothing could end', () => {
    const source = `
      finalized = 0
      local class = { __gc = function() finalized = finalized + 1 end, __index = { a = 7 } }
      Map.__gc = class.__gc
      function f()
        local t, m = setmetatable({}, class), map { b = 1 }
        local seen = t.a + m.b
        t, m = nil, nil
        collectgarbage()
        return seen .. ' ' .. finalized .. ' ' .. type(class.__gc)
      end`
    expect(result(source)).toEqual([3, Buffer.from('8 0 function').toString('hex')])
  })

  it('hears of bad metatables what Lua says', () => {
    const error = (call: string): unknown => result(`function f() local v = ${call} return v end`)
    expect(error('setmetatable(1, {})')).toBe(
      "m.lua:1: bad argument #1 to 'setmetatable' (table expected, got number)",
    )
    expect(error('setmetatable({}, 1)')).toBe(
      "m.lua:1: bad argument #2 to 'setmetatable' (nil or table expected)",
    )
    expect(error('getmetatable(setmetatable({}, nil))')).toEqual([0, ''])
  })

  it('prints nothing', () => {
    expect(result('function f() print("x") return 1 end')).toEqual([1, '0000000000000001'])
  })

  it('that does not load says why', () => {
    expect(() => stateWith('function f(')).toThrow(/error loading module 'm' from file 'm.lua':\n\tm.lua:1:/)
    expect(() => stateWith('error("at once")')).toThrow('m.lua:1: at once')
  })

  it('keeps its globals in a state of its own', () => {
    const source = 'n = 0 function f() n = n + 1 return n end'
    const [a, b] = [stateWith(source), stateWith(source)]
    const count = (state: LuaState): bigint =>
      Buffer.from(state.call('apply', ['f', false, packed()], LIMIT)[4] as Uint8Array).readBigInt64BE()
    expect([count(a), count(a), count(b)]).toEqual([1n, 2n, 1n])
    a.close()
    b.close()
  })
})

describe('a function without an end', () => {
  const forever = 'function f(record) while true do end end'

  it('fails when its time is up, and its state can be used again', () => {
    const state = stateWith(`${forever} function g(record) return 1 end`)
    expect(state.call('apply', ['f', false, packed()], 20).map(String)).toEqual([
      'false',
      'UDF Execution Timeout',
    ])
    expect(state.call('apply', ['g', false, packed()], LIMIT)[0]).toBe(true)
    state.close()
  })

  it('fails too when its time is up while its value is written', () => {
    const source = `function f(record)
      local row, rows = list(), list()
      for i = 1, 2000 do list.append(row, i) end
      for i = 1, 2000 do list.append(rows, row) end
      return rows
    end`
    const state = stateWith(source)
    expect(() => state.call('apply', ['f', false, packed()], 50)).toThrow('UDF Execution Timeout')
    state.close()
  })

  it('that will not be ended takes all of Lua along', async () => {
    const stubborn = await LuaMachine.load(importLua)
    const state = new LuaState(stubborn)
    const source = 'function f(record) while true do pcall(function() while true do end end) end end'
    state.host = () => [Buffer.from(source), 'm.lua']
    state.call('open', ['m'], LIMIT)
    expect(() => state.call('apply', ['f', false, packed()], 20)).toThrow(RunawayError)
    expect(stubborn.broken).toBe(true)
    state.close()
  })

  it('is paused in turns, and everything else goes on', () => {
    const state = stateWith('function f(s) return s : reduce(function() while true do end end) end')
    const call = state.begin('stream', ['f', 2n, packed()])
    expect(call.turn(0)).toEqual({ state: 'waiting', module: undefined })
    const value = Buffer.from('01000000080000000000000001'.repeat(2), 'hex')
    expect(call.turn(performance.now() + 5, value)).toEqual({ state: 'paused' })
    expect(call.turn(performance.now() + 5)).toEqual({ state: 'paused' })
    expect(machine.broken).toBe(false)
    state.close()
  })
})

describe('a stream', () => {
  function run(source: string, pieces: readonly (Buffer | null)[]): { out: string[]; end: unknown } {
    const out: string[] = []
    const state = stateWith(source, (operation, [, data]) => {
      if (operation === HostOperation.write)
        out.push(
          Buffer.from(data as Uint8Array)
            .readBigInt64BE()
            .toString(),
        )
      return []
    })
    const call = state.begin('stream', ['f', 2n, packed()])
    let turn = call.turn(Infinity)
    for (const piece of pieces) {
      expect(turn.state).toBe('waiting')
      turn = call.turn(Infinity, piece)
    }
    state.close()
    return { out, end: turn.state === 'done' ? turn.results : turn }
  }

  const integer = (value: bigint): Buffer => {
    const bytes = Buffer.alloc(13)
    bytes[0] = 1
    bytes.writeUInt32BE(8, 1)
    bytes.writeBigInt64BE(value, 5)
    return bytes
  }
  const SUM =
    'function f(s) return s : map(function(x) return x end) : reduce(function(a, b) return a + b end) end'

  it('is reduced as its values come, in pieces of any size', () => {
    const pieces = [Buffer.concat([integer(1n), integer(2n)]), Buffer.alloc(0), integer(2n ** 62n), null]
    expect(run(SUM, pieces)).toEqual({ out: [String(2n ** 62n + 3n)], end: [true] })
  })

  it('without values has no sum', () => {
    expect(run(SUM, [null])).toEqual({ out: [], end: [true] })
  })

  it('that fails says so', () => {
    const source = 'function f(s) return s : reduce(function(a, b) error("no") end) end'
    const { end } = run(source, [integer(1n), integer(2n)])
    expect((end as LuaValue[]).map(textOf)).toEqual(['false', 'm.lua:1: no'])
  })
})
