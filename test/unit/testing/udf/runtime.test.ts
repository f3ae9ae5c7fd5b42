import { describe, expect, it } from 'vitest'
import { connect, Key } from '../../../../src/index.ts'
import { importLua } from '../../../../src/lua/index.ts'
import { MemoryServer } from '../../../../src/testing/memory-server.ts'
import { resolveServer } from '../../../../src/testing/options.ts'
import { UdfRuntime } from '../../../../src/testing/udf/runtime.ts'

const inBase64 = (source: string): string => Buffer.from(source).toString('base64')

describe('a memory server without Lua', () => {
  it('keeps modules, and refuses to run them', async () => {
    const missing = (): Promise<never> => Promise.reject(new Error('Cannot find package'))
    const server = await new MemoryServer(resolveServer({}), missing).start()
    const client = await connect(server.hosts)
    const key = new Key('test', 'udf', 1)
    await (await client.registerUdf({ name: 'm.lua', source: 'function f( wrong' })).wait()
    expect(await client.getUdf('m.lua')).toBe('function f( wrong')
    await client.put(key, { a: 1 })
    await expect(client.apply(key, 'm', 'f')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const job = client.query('test', 'udf').execute({ module: 'm', function: 'f' })
    await expect(job).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await client.close()
    await server.close()
  })
})

describe('the Lua of a memory server', () => {
  it('is loaded once, when it is needed', async () => {
    let loads = 0
    const runtime = new UdfRuntime(() => (loads++, importLua()), new Map())
    expect(runtime.available).toBe(false)
    await Promise.all([runtime.ready(), runtime.ready()])
    expect([runtime.available, runtime.ready(), loads]).toEqual([true, undefined, 1])
    runtime.close()
  })

  it('loads modules anew when they change, with those they require', async () => {
    const modules = new Map([
      ['m.lua', inBase64("local lib = require('lib') function f() return lib.n end")],
      ['lib.lua', inBase64('return { n = 1 }')],
    ])
    const runtime = new UdfRuntime(importLua, modules)
    await runtime.ready()
    const answer = (): number =>
      Buffer.from(
        runtime.stateOf('m')?.call('apply', ['f', false, Buffer.of(0x90)], 1000)[4] as Uint8Array,
      )[7] ?? -1
    expect(answer()).toBe(1)
    modules.set('lib.lua', inBase64('return { n = 2 }'))
    expect(answer()).toBe(1)
    runtime.reset()
    expect(answer()).toBe(2)
    modules.delete('lib.lua')
    runtime.reset()
    expect(runtime.stateOf('m')).toBeUndefined()
    runtime.close()
  })

  it('survives a module that never ends', async () => {
    const modules = new Map([
      ['bad.lua', inBase64('while true do pcall(function() while true do end end) end')],
      ['good.lua', inBase64('function f() return 1 end')],
    ])
    const runtime = new UdfRuntime(importLua, modules)
    await runtime.ready()
    expect(runtime.stateOf('bad')).toBeUndefined()
    expect(runtime.available).toBe(false)
    await runtime.ready()
    expect(runtime.stateOf('good')).toBeDefined()
    runtime.close()
  })

  it('says what is wrong with a module', async () => {
    const runtime = new UdfRuntime(importLua, new Map())
    await runtime.ready()
    expect(runtime.check('m.lua', Buffer.from('\n\nx ='))).toEqual({
      file: 'm.lua',
      line: 3,
      message: 'unexpected symbol near <eof>',
    })
    expect(runtime.check('m.lua', Buffer.from('function f() end'))).toBeUndefined()
    runtime.close()
  })
})
