import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleClientPackage } from './client-package.js'
import { dist, isFresh, root, stampFile } from './dist.js'
import { contentStamp } from './stamp.js'

const parts = ['web', 'server']

/**
 * Builds the web client and the server into dist/, and the client package into its own, unless what is there was made of the same files.
 * @param {{ force?: boolean, say?: (line: string) => void }} [options]
 * @returns {Promise<void>}
 */
export async function build({ force = false, say = () => {} } = {}) {
  // Taken before the build: a file changed meanwhile makes the next start build again.
  const stamp = contentStamp(root)
  if (!force && isFresh(stamp)) return

  const started = performance.now()
  say('building the web client and the server')
  const tools = await loadTools()
  // Built beside and moved: a build that is killed leaves the last one whole, and two at once do not mix.
  const suffix = `-${process.pid}`
  try {
    mkdirSync(dist, { recursive: true })
    await allDone([
      bundleWeb(tools, `web${suffix}`),
      bundleServer(tools, `server${suffix}`),
      // What it writes is small, and replaces the same: two at once write one thing. The examples run on it.
      bundleClientPackage(tools),
    ])
    rmSync(stampFile, { force: true })
    for (const part of parts) {
      rmSync(join(dist, part), { recursive: true, force: true })
      renameSync(join(dist, part + suffix), join(dist, part))
    }
    writeFileSync(stampFile, stamp)
  } finally {
    removeUnfinished()
    // Its helper process would outlive the build.
    await tools.esbuild.stop()
  }
  say(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

/**
 * Waits for all of them, so that nobody writes any more when the first failure is told.
 * @param {Promise<unknown>[]} jobs
 */
async function allDone(jobs) {
  for (const job of await Promise.allSettled(jobs)) if (job.status === 'rejected') throw job.reason
}

async function loadTools() {
  try {
    // Loaded only for a build: they cost a start half a second.
    return { vite: await import('vite'), esbuild: await import('esbuild') }
  } catch (error) {
    throw new Error(
      'dist/ is missing or older than the sources, and the build tools are not installed: run `npm ci`.',
      {
        cause: error,
      },
    )
  }
}

/** @typedef {Awaited<ReturnType<typeof loadTools>>} Tools */

/**
 * @param {Tools} tools
 * @param {string} folder
 */
function bundleWeb({ vite }, folder) {
  return vite.build({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: join(dist, folder), emptyOutDir: true },
  })
}

/**
 * @param {Tools} tools
 * @param {string} folder
 */
function bundleServer({ esbuild }, folder) {
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outfile: join(dist, folder, 'main.js'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    // The names of classes stand in errors and logs.
    keepNames: true,
    logLevel: 'warning',
  })
}

// Of this build where it failed, and of builds that were killed.
function removeUnfinished() {
  for (const name of readdirSync(dist)) {
    const pid = Number(/^(?:web|server)-(\d+)$/.exec(name)?.[1] ?? NaN)
    if (pid === process.pid || (pid > 0 && !isAlive(pid))) rmSync(join(dist, name), { recursive: true, force: true })
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH'
  }
}
