import { readFileSync } from 'node:fs'
import { place, startOf } from './process-identity.ts'

/** What the owner of a data folder leaves there about itself. */
export interface OwnerRecord {
  pid: number
  startedAt: string
  place: string
  state: 'running' | 'stopping' | 'released'
}

/** How this process signs as an owner. */
export const ownRecord = (state: OwnerRecord['state']): OwnerRecord => ({
  pid: process.pid,
  startedAt: startOf(process.pid) ?? '',
  place,
  state,
})

/** The record in this file: null where the file is gone, 'unreadable' where a power cut left it empty. */
export function readOwnerRecord(path: string): OwnerRecord | 'unreadable' | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    const record = JSON.parse(text) as OwnerRecord
    return Number.isInteger(record.pid) && record.pid > 0 ? record : 'unreadable'
  } catch {
    return 'unreadable'
  }
}
