import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a running server tells in its data folder. */
export interface PostmasterFile {
  pid: number
  port: number
  socketFolder: string
  status: string
}

/** Where the server keeps this file. */
export const postmasterFilePath = (cluster: string): string => join(cluster, 'postmaster.pid')

/** Reads the lines of `postmaster.pid`; null where no server has left one. Lines not yet written read as empty. */
export function readPostmasterFile(cluster: string): PostmasterFile | null {
  let lines: string[]
  try {
    lines = readFileSync(postmasterFilePath(cluster), 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const line = (number: number): string => lines[number - 1]?.trim() ?? ''
  const pid = Math.abs(Number(line(1)))
  if (!Number.isInteger(pid) || pid === 0) return null
  return { pid, port: Number(line(4)), socketFolder: line(5), status: line(8) }
}
