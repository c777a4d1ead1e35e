import { lchownSync, statSync } from 'node:fs'

/** What root makes in another user's folder becomes that user's, who may be the next to start Parley there. */
export function giveToOwnerOf(folder: string, path: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(folder)
  if (uid !== 0) lchownSync(path, uid, gid)
}
