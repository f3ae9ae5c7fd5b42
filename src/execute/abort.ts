/**
 * Who is told when a signal aborts. One listener a signal, however many commands share it: a server that hands one signal to
 * a thousand commands gets no warning about listeners, and nothing stays behind when they are done.
 */
export class AbortRegistry {
  readonly #bySignal = new WeakMap<
    AbortSignal,
    { readonly entries: Map<object, () => void>; readonly listener: () => void }
  >()

  add(signal: AbortSignal, owner: object, aborted: () => void): void {
    const known = this.#bySignal.get(signal)
    if (known !== undefined) {
      known.entries.set(owner, aborted)
      return
    }
    const entries = new Map([[owner, aborted]])
    const listener = (): void => {
      this.#bySignal.delete(signal)
      for (const tell of [...entries.values()]) tell()
    }
    this.#bySignal.set(signal, { entries, listener })
    signal.addEventListener('abort', listener, { once: true })
  }

  remove(signal: AbortSignal, owner: object): void {
    const known = this.#bySignal.get(signal)
    if (known === undefined) return
    known.entries.delete(owner)
    if (known.entries.size > 0) return
    this.#bySignal.delete(signal)
    signal.removeEventListener('abort', known.listener)
  }
}
