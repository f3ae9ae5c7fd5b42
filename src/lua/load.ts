import { clientError } from '../errors/index.ts'
import type { LuaModule } from './wasm.ts'

/** Gives the package that brings Lua, as an `import()` of it does. */
export type LuaLoader = () => Promise<unknown>

/** What of the package is used. */
interface LuaPackage {
  readonly LuaFactory: new () => { getLuaModule(): Promise<{ readonly module: LuaModule }> }
}

// Not written into the import: a bundler would look for the package, which most users do not have.
const PACKAGE = 'wasmoon'

/** Imports the optional package `wasmoon`, Lua 5.4 compiled to WebAssembly. */
export const importLua: LuaLoader = () => import(/* webpackIgnore: true */ /* @vite-ignore */ PACKAGE)

/**
 * A Lua of its own, with a memory of its own.
 * @throws UdfError `LUA_NOT_INSTALLED`
 */
export async function loadLua(load: LuaLoader): Promise<LuaModule> {
  const { LuaFactory } = packageIn(await load().catch(notInstalled))
  const { module } = await new LuaFactory().getLuaModule()
  return module
}

/** CommonJS packages come as a default export from some loaders. */
function packageIn(imported: unknown): LuaPackage {
  const { LuaFactory, default: inner } = imported as Partial<LuaPackage> & { readonly default?: LuaPackage }
  if (LuaFactory !== undefined) return { LuaFactory }
  return inner ?? notInstalled(undefined)
}

function notInstalled(cause: unknown): never {
  throw clientError('LUA_NOT_INSTALLED', 'There is no Lua in this process', {
    hint: 'npm install wasmoon',
    cause,
  })
}
