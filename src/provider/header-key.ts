import { faultOf } from './faults.ts'

/** A key as it may stand in a header: without the line end of the file it came from; undefined where there is none. */
export function headerKey(provider: string, key: string | undefined): string | undefined {
  const trimmed = key?.trim()
  if (trimmed === undefined || trimmed === '') return undefined
  // Checked here because the transport's own complaint would come with every request and be taken for a bug.
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw faultOf('wrongKey', provider)
  return trimmed
}
