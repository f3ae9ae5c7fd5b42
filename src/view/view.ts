import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Client } from '../index.ts'
import { clientError } from '../errors/index.ts'
import { isError } from '../kinds.ts'
import { resolveOptions } from '../policy/table.ts'
import { ViewHandler } from './handler.ts'
import {
  START_DEFAULTS,
  START_OPTIONS,
  type StartViewOptions,
  VIEW_DEFAULTS,
  VIEW_OPTIONS,
  type ViewOptions,
} from './options.ts'
import { Watch } from './watch.ts'

/** A page that shows what a client does, for an application that serves it. */
export interface View extends AsyncDisposable {
  /**
   * Answers a request, below whatever path it is mounted at. It knows no login: mount it behind the application's own.
   *
   * @example
   * import express from 'express'
   * const view = createView(client)
   * express().use('/aerospike', view.handler)
   */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
  /** Ends it, and whoever watches. The client goes on. */
  close(): Promise<void>
}

/** A page that is served. */
export interface RunningView extends View {
  /** Where it is. */
  readonly url: string
}

/**
 * Watches a client from now on, for a page that the application serves. It only reads, and keeps a day in bounded memory.
 * @throws ArgumentError `INVALID_OPTION`
 * @example
 * import { createServer } from 'node:http'
 * await using view = createView(client)
 * const page = createServer(view.handler)
 */
export function createView(client: Client, options?: ViewOptions): View {
  checkClient(client, 'createView')
  const { slow, allowedHosts } = resolveOptions(VIEW_OPTIONS, VIEW_DEFAULTS, options, 'createView')
  const watch = new Watch(client, slow)
  const pages = new ViewHandler(watch, allowedHosts)
  watch.start()
  const close = (): Promise<void> => {
    watch.stop()
    pages.close()
    return Promise.resolve()
  }
  return {
    handler: (request, response) => {
      pages.handle(request, response)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * Serves the page by itself, on loopback unless `host` says otherwise. It has no login: do not open it to a network.
 * @throws ArgumentError `INVALID_OPTION`, also for an address where it cannot listen
 * @example
 * const { url } = await startView(client, { port: 8087 })
 */
export async function startView(client: Client, options?: StartViewOptions): Promise<RunningView> {
  checkClient(client, 'startView')
  const { host, port, ...rest } = resolveOptions(START_OPTIONS, START_DEFAULTS, options, 'startView')
  const view = createView(client, rest)
  const server = createServer(view.handler)
  try {
    await listen(server, host, port)
  } catch (error) {
    await view.close()
    throw error
  }
  const close = async (): Promise<void> => {
    await view.close()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  const { port: taken } = server.address() as AddressInfo
  const name = host.includes(':') ? `[${host}]` : host
  return { ...view, url: `http://${name}:${taken}/`, close, [Symbol.asyncDispose]: close }
}

function checkClient(client: Partial<Client> | undefined, call: string): void {
  if (typeof client?.partitionOwners === 'function') return
  throw clientError('INVALID_OPTION', `${call}: the first argument must be a client, as connect() gives it`)
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const hint =
        'code' in cause && cause.code === 'EADDRINUSE' ? 'another port, or 0 for a free one' : undefined
      const why = isError(cause) ? cause.message : String(cause)
      reject(
        clientError('INVALID_OPTION', `startView cannot listen on ${host}:${port}: ${why}`, { cause, hint }),
      )
    })
    server.listen(port, host, resolve)
  })
}
