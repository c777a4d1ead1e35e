// Builds the web client and the server into dist/. `--if-stale` does nothing where dist/ was made of the same files.
import { build } from './build/build.js'

try {
  await build({ force: !process.argv.includes('--if-stale'), say: console.log })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
