import { createHash } from 'node:crypto'
import type { CompileError } from '../udf/runtime.ts'
import { type InfoCommand, type InfoRequest, parameter } from './command.ts'

/** Longest file name, and largest module, in bytes (udf_cask.c). */
const MAX_NAME = 127
const MAX_CONTENT = 1024 * 1024

/** Commands about UDF modules: they are kept and given back, and looked at when there is a Lua (as/src/base/udf_cask.c, 8.1.2). */
export const udfCommands: Record<string, InfoCommand> = {
  'udf-get': ({ cluster, params }) => {
    const name = fileName(params)
    // A name with a folder that is not there is taken and listed, but there is no file to keep the source in.
    const content = name === undefined || name.includes('/') ? undefined : cluster.modules.get(name)
    if (name === undefined) return 'error=invalid_filename'
    return content === undefined ? 'error=not_found' : `type=LUA;content=${content};`
  },
  'udf-list': ({ cluster }) =>
    [...cluster.modules]
      .map(([name, content]) => `filename=${name},hash=${hashOf(name, content)},type=LUA;`)
      .join(''),
  'udf-put': put,
  'udf-remove': ({ cluster, params }) => {
    const name = fileName(params)
    if (name === undefined) return 'error=invalid_filename'
    cluster.modules.delete(name)
    cluster.udfs.reset()
    return 'ok'
  },
}

function fileName(params: string): string | undefined {
  const name = parameter(params, 'filename')
  return name === undefined || Buffer.byteLength(name) > MAX_NAME ? undefined : name
}

function put({ cluster, params }: InfoRequest): string {
  const name = fileName(params)
  if (name === undefined || !/^[^.]+\../s.test(name)) return 'error=invalid_filename'
  const size = parameter(params, 'content-len')
  if (size === undefined) return 'error=invalid_content_len'
  if ((parameter(params, 'udf-type') ?? 'LUA').toUpperCase() !== 'LUA') return 'error=invalid_udf_type'
  if (!/^\d+$/.test(size) || Number(size) % 4 !== 0) return 'error=invalid_content_len'
  const content = parameter(params, 'content')
  if (content?.length !== Number(size)) return 'error=invalid_content'
  if ((content.length / 4) * 3 > MAX_CONTENT) return 'error=invalid_udf_content_len,>1M'
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(content)) return 'error=invalid_base64_content'
  const wrong = cluster.udfs.check(name, Buffer.from(content, 'base64'))
  if (wrong !== undefined) return compileError(wrong)
  cluster.modules.set(name, content)
  cluster.udfs.reset()
  return 'ok'
}

function compileError({ file, line, message }: CompileError): string {
  return `error=compile_error;file=${file};line=${line};message=${Buffer.from(message).toString('base64')}`
}

/** The server hashes what it keeps of a module, a JSON text. */
function hashOf(name: string, content: string): string {
  const kept = `{"content64": ${JSON.stringify(content)}, "type": "LUA", "name": ${JSON.stringify(name)}}`
  return createHash('sha1').update(kept).digest('hex')
}
