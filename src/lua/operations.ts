/** What Lua asks of its host, by number; the Lua side knows them as P.OP. */
export const HostOperation = {
  /** name → type and bytes of a bin's particle; nothing when there is no such bin */
  bin: 1,
  /** → the names of all bins */
  binNames: 2,
  /** → ttl, last update in ms of the server's time, generation, size, memory size, device size, number of bins */
  numbers: 3,
  /** → type and bytes of the stored key; nothing when there is none */
  key: 4,
  /** → name of the set; nothing for none */
  setName: 5,
  /** → digest */
  digest: 6,
  /** seconds */
  setTtl: 7,
  dropKey: 8,
  /** → 0, or why the record cannot be made */
  create: 9,
  /** name, type, bytes → result code */
  put: 10,
  /** name */
  remove: 11,
  /** forgets what was put and removed */
  undo: 12,
  /** level, text */
  log: 13,
  /** → ms since 1970 */
  time: 14,
  /** name of a module → its source and the path that errors show; nothing when there is none */
  source: 15,
  /** → whether there is another record in the stream */
  next: 16,
  /** type, bytes of a value that comes out of the stream */
  write: 17,
} as const
