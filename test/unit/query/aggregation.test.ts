import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Client, connect, Key } from '../../../src/index.ts'
import { LuaMachine } from '../../../src/lua/index.ts'
import { startMemoryServer } from '../../../src/testing/index.ts'

const COUNT = 20
const open: (() => Promise<void>)[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of open.splice(0).reverse()) await close()
})

/** A client, with records and modules on its server. */
async function filled(modules: Readonly<Record<string, string>>): Promise<Client> {
  const server = await startMemoryServer()
  open.push(() => server.close())
  const client = await connect(server.hosts)
  open.push(() => client.close())
  for (const [name, source] of Object.entries(modules))
    await (await client.registerUdf({ name: `${name}.lua`, source })).wait()
  await Promise.all(Array.from({ length: COUNT }, (_, i) => client.put(new Key('test', 's', i), { i })))
  return client
}

async function outcome(client: Client, module: string, source?: string): Promise<unknown> {
  const call = { module, function: 'f', ...(source === undefined ? {} : { source }) }
  return client
    .query('test', 's')
    .options({ integers: 'number' })
    .aggregate(call)
    .value()
    .catch((error: unknown) => error)
}

const SUM = 's : map(function(r) return r.i end) : reduce(math.sum)'
const TOTAL = (COUNT * (COUNT - 1)) / 2

describe('modules fetched from the cluster', () => {
  it('bring those that they require, at once or in a function', async () => {
    const client = await filled({
      inner: 'return { factor = 2 }',
      outer: `local inner = require('inner') return { twice = function(x) return inner.factor * x end }`,
      atonce: `local outer = require('outer') function f(s) return ${SUM} : map(outer.twice) end`,
      later: `function f(s) return ${SUM} : map(function(x) return require('outer').twice(x) end) end`,
    })
    expect(await outcome(client, 'atonce')).toBe(2 * TOTAL)
    expect(await outcome(client, 'later')).toBe(2 * TOTAL)
  })

  it('may do without one that is not there', async () => {
    const client = await filled({
      m: `local found = pcall(require, 'none') function f(s) return ${SUM} : map(function() return found end) end`,
      later: `function f(s) return ${SUM} : map(function() return (pcall(require, 'none')) end) end`,
    })
    expect(await outcome(client, 'm')).toBe(false)
    expect(await outcome(client, 'later')).toBe(false)
  })

  it('are missed where they are needed', async () => {
    const client = await filled({ m: `function f(s) return ${SUM} end` })
    expect(await outcome(client, 'none')).toMatchObject({
      code: 'UDF_REJECTED',
      message: expect.stringContaining('There is no module none.lua in the cluster') as string,
    })
    expect(await outcome(client, 'm', `require('gone') function f(s) return s end`)).toMatchObject({
      code: 'UDF_REJECTED',
      message: expect.stringContaining("module 'gone' not found") as string,
    })
    expect(await outcome(client, 'm', 'require("a\\nb")')).toMatchObject({ code: 'UDF_REJECTED' })
  })
})

describe('the Lua that aggregations share', () => {
  it('outlives values that cannot be given', async () => {
    const client = await filled({
      m: `function f(s) return ${SUM} end`,
      large: `function f(s) return ${SUM} : map(function() return math.maxinteger end) end`,
    })
    expect(await outcome(client, 'm')).toBe(TOTAL)
    const load = vi.spyOn(LuaMachine, 'load')
    expect(await outcome(client, 'large')).toMatchObject({ code: 'INTEGER_UNSAFE' })
    expect(await outcome(client, 'm')).toBe(TOTAL)
    expect(load).not.toHaveBeenCalled()
  })

  it('is loaded once for all after a function broke it', async () => {
    const stubborn =
      'while true do coroutine.wrap(function() pcall(function() while true do end end) end)() end'
    const client = await filled({
      m: `function f(s) return ${SUM} end`,
      bad: `function f(s) return ${SUM} : map(function() ${stubborn} end) end`,
    })
    expect(await outcome(client, 'bad')).toMatchObject({ code: 'UDF_FAILED' })
    const load = vi.spyOn(LuaMachine, 'load')
    const totals = await Promise.all(Array.from({ length: 5 }, () => outcome(client, 'm')))
    expect(totals).toEqual(Array.from({ length: 5 }, () => TOTAL))
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('is not kept when it has taken much memory', async () => {
    const client = await filled({
      m: `function f(s) return ${SUM} end`,
      greedy: `function f(s) return ${SUM} : map(function(x) return x + #string.rep('x', 100000000) end) end`,
    })
    expect(await outcome(client, 'greedy')).toBe(TOTAL + 100_000_000)
    const load = vi.spyOn(LuaMachine, 'load')
    expect([await outcome(client, 'm'), await outcome(client, 'm')]).toEqual([TOTAL, TOTAL])
    expect(load).toHaveBeenCalledTimes(1)
  })
})
