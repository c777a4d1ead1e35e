import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** A change to one source file: `find` occurs in it exactly once. */
export interface SourceChange {
  /** From the project's folder. */
  file: string
  find: string
  replace: string
}

/** A server ready to be started. */
export interface ServerBundle {
  entry: string
  remove(): void
}

const root = fileURLToPath(new URL('../../..', import.meta.url))
// Below node_modules, so that its packages are found from there.
const cache = join(root, 'node_modules', '.cache', 'parley')

let count = 0

/** Bundles the server as the build does it; with changes, from sources that only the bundler sees changed. */
export async function bundleServer(changes: readonly SourceChange[] = []): Promise<ServerBundle> {
  removeAbandoned()
  // Laid out as the package is.
  const folder = join(cache, `chaos-${process.pid}-${count++}`)
  const entry = join(folder, 'dist', 'server', 'main.js')
  mkdirSync(join(folder, 'dist'), { recursive: true })
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  for (const name of ['docs', 'dist/web']) symlinkSync(join(root, name), join(folder, name))
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
    plugins: changes.length > 0 ? [changing(changes)] : [],
  })
  return { entry, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The source with the change made; throws where `find` does not stand in it exactly once. */
export function changed(source: string, { file, find, replace }: SourceChange): string {
  const [before, after, ...more] = source.split(find)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} holds what is to be changed ${source.split(find).length - 1} times: ${find}`)
  }
  return before + replace + after
}

export const sourceOf = (file: string): string => readFileSync(join(root, file), 'utf8')

function changing(changes: readonly SourceChange[]): Plugin {
  return {
    name: 'planted-changes',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, ({ path }) => {
        const mine = changes.filter(({ file }) => path === join(root, file))
        if (mine.length === 0) return undefined
        return { contents: mine.reduce(changed, readFileSync(path, 'utf8')), loader: 'ts' }
      })
    },
  }
}

// A process that is ended by a signal cannot tidy up after itself: the next one does.
function removeAbandoned(): void {
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache)) {
    const pid = Number(/^chaos-(\d+)-/.exec(name)?.[1] ?? NaN)
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) rmSync(join(cache, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
