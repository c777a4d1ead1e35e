import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

// The page asks its own origin, so that no browser rule stands between it and Parley; this passes the questions on.
const proxy = { '/graphql': { target: process.env['PARLEY_URL'] ?? 'http://127.0.0.1:4000', ws: true } }

/** The example page: `npx vite examples/urql`, with Parley running. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // In this repository the client package is taken as it is written. A copy of this folder installs it, and needs no such line.
  resolve: { conditions: ['parley-source', ...defaultClientConditions] },
  server: { proxy },
  preview: { proxy },
})
