import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a process has used so far. */
export interface Usage {
  /** Of all its threads, in user and in kernel mode. */
  cpuMs: number
  residentKb: number
  /** The most it ever had resident; where the system does not tell, what it has now. */
  peakKb: number
}

// Linux counts in hundredths of a second for its readers, whatever its own tick is.
const msPerTick = 10

/** Asks the system, not the process: so every server is measured by the same means and spends nothing on it. */
export function usageOf(pid: number): Usage {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** CPU time alone; undefined where there is no such process or it may not be looked at. */
export function cpuMsOf(pid: number): number | undefined {
  try {
    return usageOf(pid).cpuMs
  } catch {
    return undefined
  }
}

function fromProc(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The second field is the name in brackets, which may hold anything; user and system time are the 14th and the 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * msPerTick,
    residentKb: kb('VmRSS'),
    peakKb: kb('VmHWM'),
  }
}

function fromPs(pid: number): Usage {
  const [time = '', resident = ''] = execFileSync('ps', ['-o', 'time=,rss=', '-p', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
  // [[hours:]minutes:]seconds, with a fraction on some systems.
  const cpuMs = time.split(':').reduce((total, part) => total * 60 + Number(part), 0) * 1_000
  return { cpuMs, residentKb: Number(resident), peakKb: Number(resident) }
}
