import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Stands for a start time that the platform does not tell: the process exists, but which one it is stays open. */
export const unknownStart = 'unknown'

/** Where process ids mean what they mean here: another container or another boot of the machine is another place. */
export const place = process.platform === 'linux' ? linuxPlace() : hostname()

/** When the process of this id started, in the kernel's own count; null where there is none, or only its remains. */
export function startOf(pid: number): string | null {
  const stat = process.platform === 'linux' ? read(`/proc/${pid}/stat`) : null
  if (stat === null) return exists(pid) ? unknownStart : null
  // The second field is the program's name in brackets and may itself hold brackets and blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie has ended: whether its parent ever collects it is not ours to wait for.
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  return fields[19] ?? unknownStart
}

/** The arguments with which a process was started; null where the platform does not tell. */
export function argumentsOf(pid: number): string[] | null {
  if (process.platform === 'linux') return read(`/proc/${pid}/cmdline`)?.split('\0') ?? null
  if (process.platform === 'win32') return null
  try {
    const options = { timeout: 2_000, stdio: 'pipe' } as const
    return [
      execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], options)
        .toString()
        .trim(),
    ]
  } catch {
    return null
  }
}

/** Whether the number is taken, be it by the remains of a process that nobody has collected yet. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// Start times count from the boot, and ids within the namespace: both belong to the name of the place.
function linuxPlace(): string {
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim() ?? hostname()
  try {
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return boot
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
