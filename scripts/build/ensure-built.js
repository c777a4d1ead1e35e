import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { isFresh, root } from './dist.js'
import { contentStamp } from './stamp.js'

/**
 * Builds where a source has changed since the last build. In a process of its own: the tools would stay in the memory of
 * a server that needs them no more.
 */
export function ensureBuilt() {
  if (isFresh(contentStamp(root))) return
  const { status, error } = spawnSync(process.execPath, [join(root, 'scripts', 'build.js')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The build failed: see above.', { cause: error })
}
