import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The processes of the bench, by the file that each begins with. */
const entries = {
  model: 'bench/model/model-server.ts',
  load: 'bench/load/load-client.ts',
  relay: 'bench/servers/relay.ts',
  apollo: 'bench/servers/apollo.ts',
  yoga: 'bench/servers/yoga.ts',
  mercurius: 'bench/servers/mercurius.ts',
  'ai-sdk': 'bench/servers/ai-sdk.ts',
  'collect-garbage': 'bench/process/collect-garbage.ts',
}

export type PartName = keyof typeof entries

/** The parts as plain JavaScript, so that no loader runs in a process that is measured. */
export interface Bundles {
  path(part: PartName): string
  remove(): void
}

/** Bundles every part of the bench into a folder from which the installed packages are found. */
export async function bundleParts(): Promise<Bundles> {
  const folder = join(root, 'node_modules', '.cache', 'parley', `bench-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  const remove = () => {
    process.off('exit', remove)
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', remove)
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  })
  return { path: (part) => join(folder, `${part}.mjs`), remove }
}
