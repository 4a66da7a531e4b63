import { defineConfig } from 'vitest/config'

/** Tests that need a real Chromium: `npm run test:browser`, with its path in CHROMIUM if it is not /usr/bin/chromium. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    setupFiles: ['test/support/properties.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
})
