import { fileURLToPath } from 'node:url'
import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Packages of this repository are tested as they are written, not as they were last built.
  ssr: { resolve: { conditions: ['parley-source', ...defaultServerConditions] } },
  resolve: {
    alias: [
      // Vite would take graphql's ESM build where the libraries take its CJS build, and graphql refuses values of another copy.
      { find: /^graphql$/, replacement: fileURLToPath(new URL('./node_modules/graphql/index.js', import.meta.url)) },
    ],
  },
  test: {
    include: [
      'src/**/*.test.ts',
      'web/**/*.test.{ts,tsx}',
      'packages/*/src/**/*.test.ts',
      'test/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    environment: 'node',
    globalSetup: ['test/kit/global-setup.ts'],
    // A process for each file: suites open sockets, start servers and send signals, and leave nothing for the next file.
    pool: 'forks',
    // More than the two cores that a small machine has: much of a run is waiting for leases to run out and processes to start.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    // A run that finds no file must fail: a mistyped path is not a success.
    passWithNoTests: false,
  },
})
