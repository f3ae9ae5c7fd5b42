import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { clientError } from '../errors/index.ts'
import { allNodes, ask, askRaw, type FeatureHost, infoValue, oneNode } from '../execute/feature-host.ts'
import { INFO_DEFAULTS, INFO_OPTIONS, type InfoOptions } from '../policy/query.ts'
import { resolveOptions } from '../policy/table.ts'
import { parsePairs } from '../wire/info.ts'
import { UDF_NAME_MAX } from '../wire/names.ts'
import { Task } from './task.ts'

/** A module of functions, as it is registered: a file, or its source under a name. */
export type UdfSource =
  | { readonly path: string; readonly name?: string }
  | { readonly source: string | Uint8Array; readonly name: string }

/** A registered module. */
export interface UdfModule {
  /** The name of its file, such as `sums.lua`. */
  readonly name: string
  readonly type: string
  /** A mark of its contents, which tells versions apart. */
  readonly hash: string
}

/**
 * Registers a module of Lua functions with the cluster, in the place of one of the same name. The task waits until all nodes
 * have it.
 * @throws UdfError `UDF_REJECTED` with the line where it does not compile
 */
export async function registerUdf(
  host: FeatureHost,
  module: UdfSource,
  options?: InfoOptions,
): Promise<Task> {
  const { timeout, node: id } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'registerUdf')
  const { name, bytes } = await load(module)
  const node = await oneNode(host, id)
  const before = await modulesOf(host, await allNodes(host), timeout)
  const content = bytes.toString('base64')
  const command = `udf-put:filename=${name};content=${content};content-len=${content.length};udf-type=LUA;`
  checkAnswer(await askRaw(host, node, command, timeout), name)
  const hash = hashIn(await listOf(host, node, timeout), name)
  const unchanged = before.every((modules) => hashIn(modules, name) === hash)
  return new Task(host, `The module ${name}`, async () => {
    if (unchanged) return true
    const lists = await modulesOf(host, await allNodes(host), timeout)
    return lists.every((modules) => hashIn(modules, name) === hash)
  })
}

async function load(module: UdfSource): Promise<{ name: string; bytes: Buffer }> {
  if (typeof module !== 'object' || (module as unknown) === null || !('path' in module || 'source' in module))
    throw clientError('INVALID_ARGUMENT', 'registerUdf takes { path } or { source, name }')
  if ('path' in module) {
    const name = checkModule('registerUdf', module.name ?? basename(module.path))
    return { name, bytes: checkContent(await readModule(module.path)) }
  }
  const { source, name } = module
  if (typeof source !== 'string' && !(source instanceof Uint8Array))
    throw clientError('INVALID_ARGUMENT', 'registerUdf: source must be text or bytes')
  return { name: checkModule('registerUdf', name), bytes: checkContent(Buffer.from(source as string)) }
}

/** The server would call it invalid base64 (udf_cask_info_put, 8.1.2). */
function checkContent(bytes: Buffer): Buffer {
  if (bytes.length > 0) return bytes
  throw clientError('INVALID_ARGUMENT', 'registerUdf: the module is empty')
}

async function readModule(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw clientError(
      'INVALID_ARGUMENT',
      `registerUdf: the module cannot be read: ${(cause as Error).message}`,
      { cause },
    )
  }
}

/**
 * The server wants a name with an extension, and accepts one with a folder but cannot keep it. Asked for the source of `.` or
 * `..`, which are folders of its own, it goes down (as/src/base/udf_cask.c, 8.1.2).
 */
function checkModule(where: string, name: unknown): string {
  const checked = infoValue(`${where}: name`, name, UDF_NAME_MAX)
  const wrong = !/^[^.]+\../s.test(checked)
    ? 'must have an extension, such as .lua'
    : checked.includes('/')
      ? 'must be the name of a file, without folders'
      : undefined
  if (wrong === undefined) return checked
  throw clientError('INVALID_ARGUMENT', `${where}: ${JSON.stringify(checked)} ${wrong}`)
}

function hashIn(modules: readonly UdfModule[], name: string): string | undefined {
  return modules.find((module) => module.name === name)?.hash
}

function modulesOf(
  host: FeatureHost,
  nodes: Awaited<ReturnType<typeof allNodes>>,
  timeout: number,
): Promise<UdfModule[][]> {
  return Promise.all(nodes.map((node) => listOf(host, node, timeout)))
}

async function listOf(
  host: FeatureHost,
  node: Awaited<ReturnType<typeof oneNode>>,
  timeout: number,
): Promise<UdfModule[]> {
  return parseModules(await ask(host, node, 'udf-list', timeout))
}

/** The registered modules. */
export async function listUdfs(host: FeatureHost, options?: InfoOptions): Promise<UdfModule[]> {
  const { timeout, node: id } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'listUdfs')
  return listOf(host, await oneNode(host, id), timeout)
}

/** `filename=…,hash=…,type=…;` for each module. */
export function parseModules(answer: string): UdfModule[] {
  return answer
    .split(';')
    .filter((line) => line !== '')
    .map((line) => {
      const pairs = parsePairs(line, ',')
      return {
        name: pairs.get('filename') ?? '',
        type: pairs.get('type') ?? '',
        hash: pairs.get('hash') ?? '',
      }
    })
}

/** The source of a registered module; null when there is none of that name. */
export async function getUdf(host: FeatureHost, name: string, options?: InfoOptions): Promise<string | null> {
  const { timeout, node: id } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'getUdf')
  const command = `udf-get:filename=${checkModule('getUdf', name)}`
  const node = await oneNode(host, id)
  const answer = await askRaw(host, node, command, timeout)
  if (answer === 'error=not_found') return null
  checkAnswer(answer, name)
  return Buffer.from(parsePairs(answer).get('content') ?? '', 'base64').toString()
}

/** Removes a module; nothing happens when there is none. The task waits until no node has it any more. */
export async function removeUdf(host: FeatureHost, name: string, options?: InfoOptions): Promise<Task> {
  const { timeout, node: id } = resolveOptions(INFO_OPTIONS, INFO_DEFAULTS, options, 'removeUdf')
  const command = `udf-remove:filename=${checkModule('removeUdf', name)};`
  const node = await oneNode(host, id)
  checkAnswer(await askRaw(host, node, command, timeout), name)
  return new Task(host, `The removal of ${name}`, async () => {
    const lists = await modulesOf(host, await allNodes(host), timeout)
    return lists.every((modules) => hashIn(modules, name) === undefined)
  })
}

/** Refusals of these commands are words (server as/src/base/udf_cask.c, 8.1.2). */
export function checkAnswer(answer: string, name: string): void {
  if (!/^error=|^error:|^fail/i.test(answer)) return
  const pairs = parsePairs(answer)
  const message = pairs.get('message')
  const why =
    message === undefined
      ? (pairs.get('error') ?? answer)
      : `line ${pairs.get('line') ?? '?'}: ${Buffer.from(message, 'base64').toString()}`
  throw clientError('UDF_REJECTED', `The server does not take ${name}: ${why}`)
}
