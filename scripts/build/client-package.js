import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './dist.js'

const folder = join(root, 'packages/client')
const entries = ['index', 'apollo', 'urql'].map((name) => join(folder, 'src', `${name}.ts`))

/**
 * Bundles the client package into its own dist/, each entry with what it shares with the others in one file beside them.
 * @param {{ esbuild: typeof import('esbuild') }} tools
 */
export function bundleClientPackage({ esbuild }) {
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'neutral',
    target: 'es2022',
    format: 'esm',
    logLevel: 'warning',
  })
}

/**
 * Adds the types, which only those need who install the package.
 * @param {typeof import('typescript')} typescript
 */
export function declareClientPackage(typescript) {
  const outDir = join(folder, 'dist')
  const config = typescript.readConfigFile(join(root, 'tsconfig.json'), typescript.sys.readFile)
  const { options } = typescript.parseJsonConfigFileContent(config.config, typescript.sys, root)
  const program = typescript.createProgram(entries, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(folder, 'src'),
    outDir,
    types: [],
  })
  const { diagnostics } = program.emit()
  const errors = [...typescript.getPreEmitDiagnostics(program), ...diagnostics]
  if (errors.length > 0) throw new Error(errors.map(({ messageText }) => messageText).join('\n'))
  for (const name of readdirSync(outDir).filter((one) => one.endsWith('.d.ts'))) {
    const file = join(outDir, name)
    // The files that are imported have become .js: only from there does every compiler find their types.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(from '\.\/[^']+)\.ts'/g, "$1.js'"))
  }
}

/** Removes what an earlier build has left. */
export function cleanClientPackage() {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
}
