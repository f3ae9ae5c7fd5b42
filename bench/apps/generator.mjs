// The load of one run, by autocannon, which is taught three things: to open a new connection when an answer says that this one
// closes, to end without leaving an answer behind, and to account for each request.
import autocannon from 'autocannon'
import { MARK } from './mark.mjs'

/** Seconds without an answer that make a request a timeout. */
const TIMEOUT = 10
/** Longer than any run, in seconds: a run ends when it is told. */
const LONGEST = 86_400

/** Begins at once. `counting(true)` begins what counts for speed; after `stop()` nothing is sent, and `ended` waits for the answers. */
export function startLoad(url, { connections, requestsOf, expected }) {
  const account = {
    sent: 0,
    answered: 0,
    cut: 0,
    timeouts: 0,
    statuses: {},
    errors: {},
    unexpected: {},
  }
  const timing = { isOn: false, milliseconds: [] }
  let connection = 0
  const watch = { account, timing, expected: new Set(expected), isOver: false }
  const run = autocannon({
    url,
    connections,
    duration: LONGEST,
    timeout: TIMEOUT,
    sampleInt: 100,
    setupClient: (client) => {
      teach(client, watch)
      client.setRequests(requestsOf(connection++).map((request) => watched(request, watch)))
    },
  })
  return {
    account,
    timing,
    counting: (isOn) => (timing.isOn = isOn),
    stop: () => (watch.isOver = true),
    ended: Promise.resolve(run),
  }
}

/** Notes each answer that is not the expected one, by what it says. */
function watched(request, { account, expected }) {
  const onResponse = (status, body) => {
    if (expected.has(status)) return
    const kind = `${request.method} ${status} ${codeOf(body)}`
    account.unexpected[kind] = (account.unexpected[kind] ?? 0) + 1
  }
  return { ...request, headers: { ...request.headers, [MARK]: '1' }, onResponse }
}

function codeOf(body) {
  try {
    const { error, inDoubt } = JSON.parse(body)
    return inDoubt ? `${error} in doubt` : String(error)
  } catch {
    return 'without a code'
  }
}

const bump = (counts, kind) => (counts[kind] = (counts[kind] ?? 0) + 1)

function teach(client, watch) {
  const { account, timing } = watch
  let isUnderWay = false
  let closes = false
  const { _doRequest: send, _connect: connect } = client

  client._doRequest = function () {
    if (watch.isOver) this.destroy()
    else if (closes) {
      closes = false
      this._resetConnection()
    } else {
      isUnderWay = true
      account.sent++
      send.call(this)
    }
  }
  client._connect = function () {
    connect.call(this)
    // What is open and ends under a request cuts it off: noted before the next one is sent.
    this.conn.prependOnceListener('end', () => cut('ended'))
  }
  function cut(kind) {
    if (!isUnderWay) return
    isUnderWay = false
    account.cut++
    bump(account.errors, kind)
  }

  client.on('headers', ({ shouldKeepAlive }) => (closes = !shouldKeepAlive))
  client.on('response', (status, _bytes, milliseconds) => {
    isUnderWay = false
    account.answered++
    bump(account.statuses, status)
    if (timing.isOn) timing.milliseconds.push(milliseconds)
  })
  client.on('timeout', () => account.timeouts++)
  client.on('connError', ({ code }) => cut(code))
}
