// Builds what has changed, then is the server itself, so that nobody needs to pass on signals and exit codes.
import { pathToFileURL } from 'node:url'
import { serverEntry } from './build/dist.js'
import { ensureBuilt } from './build/ensure-built.js'

const parent = process.ppid
const parentCheckMs = 250

try {
  ensureBuilt()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

// `npm start` puts a shell between itself and us, and a shell that is told to stop dies without telling its children.
if (process.env['npm_lifecycle_event'] === 'start') {
  const check = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(check)
    process.kill(process.pid, 'SIGTERM')
  }, parentCheckMs)
  check.unref()
}

process.setSourceMapsEnabled(true)
await import(pathToFileURL(serverEntry).href)
