import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    {
      // Lua and the page of the live view are imported as text, as the build embeds them.
      name: 'as-text',
      enforce: 'pre',
      transform: (code, id) =>
        /\.(lua|html)$/.test(id) ? `export default ${JSON.stringify(code)}` : undefined,
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/peers/**', 'node_modules/**'],
    // Many files wait: for time limits, children, nodes that are down. On two cores vitest would run one at a time.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    globalSetup: 'test/server/setup.ts',
  },
})
