import { AsyncLocalStorage } from 'node:async_hooks'
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type Context, context } from '@opentelemetry/api'

/** What runs in a context of OpenTelemetry, as a store that a channel can bind: whoever manages contexts keeps them elsewhere. */
class ContextStore extends AsyncLocalStorage<Context> {
  override run<R>(store: Context, callback: () => R): R
  override run<R, Args extends unknown[]>(store: Context, callback: (...args: Args) => R, ...args: Args): R
  override run<R, Args extends unknown[]>(store: Context, callback: (...args: Args) => R, ...args: Args): R {
    return context.with(store, callback, undefined, ...args)
  }
}

/** What is heard of the client while the instrumentation is enabled. */
export class Subscriptions {
  readonly #undo: (() => void)[] = []

  hear<Message>(name: string, listener: (message: Message) => void): void {
    const hear = (message: unknown): void => {
      listener(message as Message)
    }
    subscribe(name, hear)
    this.#undo.push(() => unsubscribe(name, hear))
  }

  /** Has what begins with a message of that channel run in a context. */
  bind<Message>(name: string, contextOf: (message: Message) => Context): void {
    const store = new ContextStore()
    const bound = channel(name)
    bound.bindStore(store, (message) => contextOf(message as Message))
    this.#undo.push(() => bound.unbindStore(store))
  }

  end(): void {
    for (const undo of this.#undo.splice(0)) undo()
  }
}
