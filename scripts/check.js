// Runs every check that needs no test: `npm run check`, or `npm run check -- lint types` for some of them.
import { existsSync } from 'node:fs'
import { runChecks } from './check/run-checks.js'

const houses = ['src', 'web', 'packages', 'test', 'scripts', 'examples', 'bench'].filter((folder) => existsSync(folder))
const configurations = ['vite.config.ts', 'vitest.config.ts', 'ormconfig.ts', 'eslint.config.js']

/** @type {import('./check/run-checks.js').Check[]} */
const checks = [
  // The longest first.
  tool('lint', 'eslint/bin/eslint.js', '--max-warnings', '0', '.'),
  types('types', '.'),
  types('script-types', 'scripts'),
  tool('unused', 'knip/bin/knip.js', '--no-progress', '--treat-config-hints-as-errors'),
  script('migrations', 'scripts/check-migrations.ts'),
  tool(
    'layers',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    ...houses,
    ...configurations,
  ),
  tool('generated', '@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.yml', '--check'),
  tool('format', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  script('schema', 'scripts/emit-schema.ts', '--check'),
  script('readme', 'scripts/emit-readme.ts', '--check'),
  { name: 'lockfile', args: ['scripts/check-lockfile.js'] },
]

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !checks.some((check) => check.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no check named ${unknown.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}

const selected = checks.filter(({ name }) => chosen.length === 0 || chosen.includes(name))
const failures = await runChecks(selected, console.log)
console.log(failures === 0 ? `all ${selected.length} checks passed` : `${failures} of ${selected.length} checks failed`)
process.exitCode = failures === 0 ? 0 : 1

/**
 * @param {string} name
 * @param {string} bin
 * @param {...string} args
 */
function tool(name, bin, ...args) {
  return { name, args: [`node_modules/${bin}`, ...args] }
}

/**
 * What the compiler found out is kept, so that the next run looks only at what has changed.
 * @param {string} name
 * @param {string} project
 */
function types(name, project) {
  const memory = ['--incremental', '--tsBuildInfoFile', `node_modules/.cache/parley/${name}.tsbuildinfo`]
  return tool(name, 'typescript/bin/tsc', '--project', project, '--noEmit', '--pretty', 'false', ...memory)
}

/**
 * @param {string} name
 * @param {string} file
 * @param {...string} args
 */
function script(name, file, ...args) {
  return { name, args: ['--import', 'tsx', file, ...args] }
}
