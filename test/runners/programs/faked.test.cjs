// Timers are faked before this file is loaded: --fakeTimers in the settings.
const { useMemoryServer, seed, allTimers } = require('./shared.cjs')

const fixture = useMemoryServer({ seed })

test('commands end with timers faked before the package was loaded', () => allTimers(fixture))
