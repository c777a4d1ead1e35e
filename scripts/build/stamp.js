import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

// Everything that a build is made of.
const ingredients = [
  'src',
  'web',
  'packages/client/src',
  'packages/client/package.json',
  'scripts/build',
  'vite.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

/**
 * A hash over the contents of all that a build is made of: equal stamps mean equal builds, whatever the files' times say.
 * @param {string} root
 * @returns {string}
 */
export function contentStamp(root) {
  const hash = createHash('sha256')
  for (const file of ingredients.flatMap((ingredient) => filesBelow(root, ingredient))) {
    hash
      .update(`${file.replaceAll(sep, '/')}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(root, path) {
  if (!existsSync(join(root, path))) return []
  if (/\.[a-z]+$/.test(path)) return [path]
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, sep).length))
    .sort()
}
