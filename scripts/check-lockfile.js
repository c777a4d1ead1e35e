// A lock file that names hosts installs from nowhere else: ours leaves the registry to whoever installs.
import { readFileSync } from 'node:fs'

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
for (const [path, { resolved, link, integrity }] of Object.entries(packages)) {
  // The workspaces are ours, and here.
  if (!path.includes('node_modules/') || link) continue
  if (resolved !== undefined) report(`${path} names a host: ${resolved}`)
  if (integrity === undefined) report(`${path} has no integrity`)
}

/** @param {string} problem */
function report(problem) {
  console.error(problem)
  process.exitCode = 1
}
