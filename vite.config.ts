import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

const web = resolve(import.meta.dirname, 'web')

/** Two pages: the client, and the playground with its editor, which nobody else loads. */
export default defineConfig({
  root: web,
  publicDir: resolve(web, 'public'),
  plugins: [react()],
  // Packages of this repository are taken as they are written: nothing has to be built before.
  resolve: { conditions: ['parley-source', ...defaultClientConditions] },
  build: {
    outDir: resolve(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Everything comes from files: the page's policy allows no data: scripts, and small files cost nothing over one connection.
    assetsInlineLimit: 0,
    // Monaco, which only the playground loads, is one large module graph; the client's own chunks stay far below.
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      // "use no memo" speaks to the React compiler, which those packages have already been through.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE' || !log.message.includes('use no memo')) report(level, log)
      },
      input: { client: resolve(web, 'index.html'), playground: resolve(web, 'playground/index.html') },
    },
  },
  server: {
    proxy: { '/graphql': { target: 'http://127.0.0.1:4000', ws: true } },
  },
})
