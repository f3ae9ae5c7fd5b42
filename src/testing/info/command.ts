import type { Cluster } from '../cluster/cluster.ts'
import type { MemoryNode } from '../memory-node.ts'
import type { Exchange } from '../net/connection.ts'
import { Code } from '../result-code.ts'
import type { MemoryNamespace } from '../store/memory-namespace.ts'

export interface InfoRequest {
  readonly cluster: Cluster
  readonly node: MemoryNode
  readonly exchange: Exchange
  /** What follows the command's name. */
  readonly params: string
}

export type InfoCommand = (request: InfoRequest) => string

/** as_info_respond_error, thr_info.c. */
export function infoError(code: number, message: string): string {
  return `ERROR:${code}:${message}`
}

/** Ends a command with an error as its answer. */
export class InfoRefusal extends Error {
  readonly answer: string

  constructor(code: number, message: string) {
    super(message)
    this.answer = infoError(code, message)
  }
}

/** What stands before the first `/`, and what behind it (cmd_sets and cmd_sindex, thr_info.c, 8.1.2). */
export function pathOf(params: string): readonly [namespace: string, rest: string | undefined] {
  const slash = params.indexOf('/')
  return slash < 0 ? [params, undefined] : [params.slice(0, slash), params.slice(slash + 1)]
}

/** The value of `name=value;…`, found as the server finds it; undefined when it is not there (as_info_parameter_get). */
export function parameter(params: string, name: string): string | undefined {
  for (const part of params.split(';')) {
    const equals = part.indexOf('=')
    if (equals >= 0 && part.slice(0, equals) === name) return part.slice(equals + 1)
  }
  return undefined
}

/** A parameter that may be left out, but not be empty or longer than the server has room for. */
export function optional(params: string, name: string, max = Infinity, label = name): string | undefined {
  const value = parameter(params, name)
  const code = label === 'namespace' ? Code.namespace : Code.parameter
  if (value === '') throw new InfoRefusal(code, `missing '${label}' value`)
  if (value !== undefined && Buffer.byteLength(value) > max)
    throw new InfoRefusal(code, `'${label}' value too long`)
  return value
}

export function required(params: string, name: string, max = Infinity): string {
  const value = optional(params, name, max)
  if (value !== undefined) return value
  throw new InfoRefusal(name === 'namespace' ? Code.namespace : Code.parameter, `missing '${name}'`)
}

/** The namespace a command names; the older name of the parameter works too, where the server has one. */
export function namespaceOf({ cluster, params }: InfoRequest, alias = 'namespace'): MemoryNamespace {
  const name = optional(params, 'namespace', 31) ?? optional(params, alias, 31, 'namespace')
  if (name === undefined) throw new InfoRefusal(Code.namespace, "missing 'namespace'")
  const namespace = cluster.namespaces.get(name)
  if (namespace === undefined) throw new InfoRefusal(Code.namespace, 'namespace not found on node')
  return namespace
}
