/** All that are told when one signal aborts. */
interface Entries {
  readonly signal: AbortSignal
  readonly listener: () => void
  first: AbortEntry | undefined
  last: AbortEntry | undefined
}

/** One that is told when a signal aborts: a link in the list of all that share the signal. Belongs to its {@link AbortRegistry}. */
export class AbortEntry {
  readonly tell: () => void
  /** Undefined when it has been taken out. */
  entries: Entries | undefined
  previous: AbortEntry | undefined
  next: AbortEntry | undefined

  constructor(tell: () => void, entries: Entries) {
    this.tell = tell
    this.entries = entries
  }
}

/**
 * Who is told when a signal aborts. One listener a signal, however many commands share it: a server that hands one signal to
 * a thousand commands gets no warning about listeners, and nothing stays behind when they are done. In lists of links that forget each
 * other, and not in a `Map`, which would keep commands that are done among the old objects (decision 037): with some thousand on one
 * signal all were at half their rate.
 */
export class AbortRegistry {
  readonly #bySignal = new WeakMap<AbortSignal, Entries>()

  /** Has `tell` called when the signal aborts, until the entry is removed. */
  add(signal: AbortSignal, tell: () => void): AbortEntry {
    const entries = this.#bySignal.get(signal) ?? this.#listen(signal)
    const entry = new AbortEntry(tell, entries)
    const { last } = entries
    entry.previous = last
    if (last === undefined) entries.first = entry
    else last.next = entry
    entries.last = entry
    return entry
  }

  #listen(signal: AbortSignal): Entries {
    const listener = (): void => {
      this.#bySignal.delete(signal)
      // Who is told may take others out: all of them are told all the same.
      for (const { tell } of listOf(entries)) tell()
    }
    const entries: Entries = { signal, listener, first: undefined, last: undefined }
    this.#bySignal.set(signal, entries)
    signal.addEventListener('abort', listener, { once: true })
    return entries
  }

  /** Takes an entry out; one that was taken out already stays so. */
  remove(entry: AbortEntry): void {
    const { entries, previous, next } = entry
    if (entries === undefined) return
    if (previous === undefined) entries.first = next
    else previous.next = next
    if (next === undefined) entries.last = previous
    else next.previous = previous
    entry.entries = entry.previous = entry.next = undefined
    if (entries.first !== undefined || this.#bySignal.get(entries.signal) !== entries) return
    this.#bySignal.delete(entries.signal)
    entries.signal.removeEventListener('abort', entries.listener)
  }
}

function listOf({ first }: Entries): AbortEntry[] {
  const list: AbortEntry[] = []
  for (let entry = first; entry !== undefined; entry = entry.next) list.push(entry)
  return list
}
