import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'node_modules/**', 'dist/**'],
    // No test replaces a module, so files can share what they load: a third of the time. What a test changes it puts back.
    isolate: false,
    maxWorkers: '100%',
    setupFiles: ['test/support/properties.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
