import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    {
      // Lua is imported as text, as the build embeds it.
      name: 'lua-as-text',
      enforce: 'pre',
      transform: (code, id) => (id.endsWith('.lua') ? `export default ${JSON.stringify(code)}` : undefined),
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/peers/**', 'node_modules/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    globalSetup: 'test/server/setup.ts',
  },
})
