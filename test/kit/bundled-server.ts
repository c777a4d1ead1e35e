import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Below node_modules, so that its packages are found from there.
const cache = join(root, 'node_modules', '.cache', 'parley')

let bundled: Promise<string> | undefined

/**
 * The server as one file, bundled as the build does it, once for each process of the test run: it starts in half the time
 * that the sources take. Answers its path.
 */
export function bundledServer(): Promise<string> {
  bundled ??= bundle()
  return bundled
}

async function bundle(): Promise<string> {
  removeAbandoned()
  // Laid out as the package is.
  const folder = join(cache, `server-${process.pid}`)
  const entry = join(folder, 'dist', 'server', 'main.js')
  mkdirSync(join(folder, 'dist'), { recursive: true })
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'docs'), join(folder, 'docs'))
  symlinkSync(join(root, 'dist', 'web'), join(folder, 'dist', 'web'))
  await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outfile: entry,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    keepNames: true,
    logLevel: 'warning',
  })
  return entry
}

// A test process is ended by a signal and cannot tidy up after itself: the next one does.
function removeAbandoned(): void {
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache)) {
    const pid = Number(/^server-(\d+)$/.exec(name)?.[1] ?? NaN)
    if (pid > 0 && !isAlive(pid)) rmSync(join(cache, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
