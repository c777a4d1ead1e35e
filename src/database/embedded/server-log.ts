import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { giveToOwnerOf } from './give-to-owner-of.ts'

const largest = 5 * 1024 * 1024
const tail = 2_000

/** Opens the server's log for appending, emptied where it has grown too large. */
export function openServerLog(path: string): number {
  const log = openSync(path, 'a', 0o600)
  giveToOwnerOf(dirname(path), path)
  // Emptied in place: a server that an earlier run has left may still write to this file.
  if (fstatSync(log).size > largest) ftruncateSync(log)
  return log
}

/** How long the log is now, so that what comes next can be told apart. */
export const logLength = (log: number): number => fstatSync(log).size

/** The last lines that came after this length. */
export function logSince(path: string, length: number): string {
  const log = openSync(path, 'r')
  try {
    const { size } = fstatSync(log)
    const from = Math.max(Math.min(length, size), size - tail)
    const bytes = Buffer.alloc(size - from)
    readSync(log, bytes, 0, bytes.length, from)
    return bytes.toString('utf8').trim()
  } finally {
    closeSync(log)
  }
}
