import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { clientError, quoteName } from '../errors/index.ts'
import type { Node } from '../cluster/node.ts'
import { ask, askRaw, infoValue } from '../execute/info.ts'
import type { Scope } from '../execute/scope.ts'
import type { Session } from '../execute/session.ts'
import { isBytes } from '../kinds.ts'
import { parsePairs } from '../wire/info.ts'
import { administer } from './administer.ts'
import { InfoRecords } from '../wire/info-records.ts'
import { UDF_NAME_MAX } from '../wire/names.ts'
import { Task } from './task.ts'
import type { InfoOptions } from '../policy/query-options.ts'

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
export function registerUdf(session: Session, module: UdfSource, options?: InfoOptions): Promise<Task> {
  return administer(session, 'registerUdf', options, async (scope, find) => {
    const { name, bytes } = await scope.race(load(module))
    const node = await find()
    const before = await modulesOf(scope)
    const content = bytes.toString('base64')
    const command = `udf-put:filename=${name};content=${content};content-len=${content.length};udf-type=LUA;`
    checkAnswer(await askRaw(scope, node, command, { changes: true }), name)
    const hash = hashIn(await listOf(scope, node), name)
    const unchanged = before.every((modules) => hashIn(modules, name) === hash)
    return new Task(session, `The module ${name}`, async (wait) => {
      if (unchanged) return true
      return (await modulesOf(wait)).every((modules) => hashIn(modules, name) === hash)
    })
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
  if (typeof source !== 'string' && !isBytes(source))
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
  throw clientError('INVALID_ARGUMENT', `${where}: ${quoteName(checked)} ${wrong}`)
}

function hashIn(modules: readonly UdfModule[], name: string): string | undefined {
  return modules.find((module) => module.name === name)?.hash
}

async function modulesOf(scope: Scope): Promise<UdfModule[][]> {
  const nodes = await scope.nodes()
  return Promise.all(nodes.map((node) => listOf(scope, node)))
}

async function listOf(scope: Scope, node: Node): Promise<UdfModule[]> {
  return parseModules(await ask(scope, node, 'udf-list'))
}

/** The registered modules. */
export function listUdfs(session: Session, options?: InfoOptions): Promise<UdfModule[]> {
  return administer(session, 'listUdfs', options, async (scope, node) => listOf(scope, await node()))
}

/** No name has a `;`: it would have ended the command that registers it. */
const MODULES = new InfoRecords(
  [
    { key: 'filename', lead: 'filename=', name: { max: 127, not: ';' } },
    { key: 'hash', lead: ',hash=', value: '[0-9a-f]*' },
    { key: 'type', lead: ',type=', value: '[^,;]*' },
  ],
  ';',
)

/** `filename=…,hash=…,type=…;` for each module (udf_cask_smd_get_all_cb, server as/src/base/udf_cask.c, 8.1.2). */
export function parseModules(answer: string): UdfModule[] {
  return MODULES.readAll(answer).map(({ values }) => ({
    name: values.get('filename') ?? '',
    type: values.get('type') ?? '',
    hash: values.get('hash') ?? '',
  }))
}

/** The source of a registered module; null when there is none of that name. */
export function getUdf(session: Session, name: string, options?: InfoOptions): Promise<string | null> {
  return administer(session, 'getUdf', options, async (scope, node) => {
    const command = `udf-get:filename=${checkModule('getUdf', name)}`
    const answer = await askRaw(scope, await node(), command)
    if (answer === 'error=not_found') return null
    checkAnswer(answer, name)
    return Buffer.from(parsePairs(answer).get('content') ?? '', 'base64').toString()
  })
}

/** Removes a module; nothing happens when there is none. The task waits until no node has it any more. */
export function removeUdf(session: Session, name: string, options?: InfoOptions): Promise<Task> {
  return administer(session, 'removeUdf', options, async (scope, node) => {
    const command = `udf-remove:filename=${checkModule('removeUdf', name)};`
    checkAnswer(await askRaw(scope, await node(), command, { changes: true }), name)
    return new Task(session, `The removal of ${name}`, async (wait) =>
      (await modulesOf(wait)).every((modules) => hashIn(modules, name) === undefined),
    )
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
