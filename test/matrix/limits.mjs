// What runtimes lack: integration tests, by their full names, that cannot pass on one for a reason of its own. docs/guide/runtimes.md
// says what each means for a program. A test on this list that passes fails the run: the list must not outlive the limits.

const STACK = 'an error’s stack does not name the line of the call'
const TLS = 'its TLS lacks it'
const PRINTS = 'console.log prints objects in a manner of its own'

/** Of test/integration/caller.test.ts. */
const CALLER = [
  'refused by the server',
  'refused by the server, of operate',
  'refused before it is sent',
  'without such a namespace',
  'aborted',
  'in Promise.all too',
  'each of many failures has a stack of its own',
]
/** Of test/integration/bad-input.test.ts: what is looked at besides the stack has tests of its own. */
const BAD_INPUT = [
  'an unknown namespace',
  'a bin name over 15 bytes',
  'a record that is too large for the server',
  'a record that is too large for the protocol is not sent',
  'values that cannot be stored say the bin and the place',
  'bins that are no object',
  'a filter that is no expression',
  'a closed client',
]

const LIMITS = {
  bun: [
    [new RegExp(`^the stack of a failure names the caller (${CALLER.join('|')})$`), STACK],
    [/^tracing channels, \d nodes? a refusal is told with its code, and its error names the line/, STACK],
    [new RegExp(`^on a good cluster (${BAD_INPUT.join('|')})$`), STACK],
    [/^what does not fit is one clear error a revoked certificate$/, TLS],
    [/^testing-[25] runs as written and ends by itself$/, PRINTS],
    [/ the example of 'useMemoryServer' runs$/, 'its describe works in its own runner alone'],
    [
      /^streams that share few connections on 3 nodes more requests than connections that each hold a query open$/,
      'a turn of its event loop that reads 120 sockets leaves the memory server no time to answer',
      { mayPass: true },
    ],
  ],
  deno: [
    [/^TLS sessions are resumed$/, TLS],
    [/^what does not fit is one clear error an expired certificate/, TLS],
    [/^what does not fit is one clear error a revoked certificate$/, TLS],
    [/^what does not fit is one clear error no common protocol$/, TLS],
    [/^testing-2 runs as written and ends by itself$/, PRINTS],
    [/^nestjs-1 runs as written and ends by itself$/, 'Nest listens to SIGILL, which it does not allow'],
    [/^view serves a page until it is interrupted$/, 'a child that handled a signal counts as ended by it'],
  ],
}

/** Why a test cannot pass on a runtime, or does not always; undefined for one that must. */
export function limitOf(runtime, test) {
  const limit = LIMITS[runtime]?.find(([pattern]) => pattern.test(test))
  return limit === undefined ? undefined : { reason: limit[1], mayPass: limit[2]?.mayPass === true }
}
