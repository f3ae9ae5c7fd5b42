import { vi } from 'vitest'

/**
 * Runs of each property: some seconds in all. `FUZZ_RUNS` asks for more, `FUZZ_SEED` for other ones; a failure prints its seed.
 */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 120)
export const SEED = Number(process.env['FUZZ_SEED'] ?? 4711)

vi.setConfig({ testTimeout: 20_000 + RUNS * 500 })
