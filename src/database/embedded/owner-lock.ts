import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimes, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { giveToOwnerOf } from './give-to-owner-of.ts'
import { holdsWithin } from './holds-within.ts'
import type { OwnerRecord } from './owner-record.ts'
import { ownRecord, readOwnerRecord } from './owner-record.ts'
import { place, startOf, unknownStart } from './process-identity.ts'

const beatMs = 500
// Eight missed beats: an owner of another place whose event loop stalls for a moment is not taken for dead.
const silenceMs = 4_000
const leavingMs = 10_000

export interface TakeOptions {
  signal?: AbortSignal | undefined
  onProgress?: ((line: string) => void) | undefined
}

/**
 * The right to run the server of one data folder, held by one process at a time.
 *
 * Each owner is a file with the next higher number; the highest number owns. Nobody ever removes the highest file, an owner that
 * leaves only marks it. So a number can be taken just once (a hard link is refused where the name exists), and a
 * starter that judged an old record dead cannot by mistake remove the record of whoever was faster.
 */
export class OwnerLock {
  readonly #heartbeat: NodeJS.Timeout

  private constructor(
    private readonly folder: string,
    private readonly generation: number,
  ) {
    // Counted, not clocked: only the change matters, and the wall clock may stand still or jump.
    let beat = 0
    this.#heartbeat = setInterval(() => utimes(this.path, ++beat, beat, () => {}), beatMs).unref()
  }

  /** Becomes the owner, or fails with the process that is. */
  static async take(folder: string, { signal, onProgress }: TakeOptions = {}): Promise<OwnerLock> {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    giveToOwnerOf(dirname(folder), folder)
    const end = performance.now() + leavingMs
    for (;;) {
      signal?.throwIfAborted()
      const last = highestGeneration(folder)
      const record = last === 0 ? 'unreadable' : readOwnerRecord(pathOf(folder, last))
      if (record === null) continue
      const state = await standing(record, pathOf(folder, last), onProgress)
      if (state === 'alive' || (state === 'leaving' && performance.now() > end)) {
        throw alreadyRunning(folder, record as OwnerRecord)
      }
      if (state === 'leaving') await delay(20)
      else if (claim(folder, last + 1)) return new OwnerLock(folder, last + 1)
    }
  }

  /** False once another process took over, because this one seemed dead from where that one looked. */
  isHeld(): boolean {
    return highestGeneration(this.folder) <= this.generation
  }

  /** Lets a starter wait for the end of this owner, which is now near, rather than be refused. */
  announceStop(): void {
    if (this.isHeld()) this.write('stopping')
  }

  release(): void {
    clearInterval(this.#heartbeat)
    if (this.isHeld()) this.write('released')
  }

  private get path(): string {
    return pathOf(this.folder, this.generation)
  }

  // By rename, so that a reader never meets half a record.
  private write(state: OwnerRecord['state']): void {
    try {
      renameSync(writeDraft(this.folder, state), this.path)
    } catch (error) {
      // Whoever removed the folder under a running server has removed the lock with it.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

function claim(folder: string, generation: number): boolean {
  const draft = writeDraft(folder, 'running')
  try {
    linkSync(draft, pathOf(folder, generation))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Somebody was faster, or took our draft for the litter of a dead process.
    if (code === 'EEXIST' || code === 'ENOENT') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
  // The number was free a second time because a later owner has cleared it away: that one owns.
  if (highestGeneration(folder) !== generation) {
    rmSync(pathOf(folder, generation), { force: true })
    return false
  }
  removeLitter(folder, generation)
  return true
}

type Standing = 'gone' | 'alive' | 'leaving'

async function standing(
  record: OwnerRecord | 'unreadable',
  path: string,
  onProgress: TakeOptions['onProgress'],
): Promise<Standing> {
  if (record === 'unreadable' || record.state === 'released') return 'gone'
  const alive = record.state === 'stopping' ? 'leaving' : 'alive'
  if (record.place === place) {
    const started = startOf(record.pid)
    if (started === null) return 'gone'
    const certain = started !== unknownStart && record.startedAt !== unknownStart
    if (certain) return started === record.startedAt ? alive : 'gone'
  }
  // Its process id says nothing here (another container, another boot, a platform without start times): feel its pulse.
  onProgress?.('Looking whether the Parley that last used this data folder still runs')
  return (await hasPulse(path)) ? alive : 'gone'
}

async function hasPulse(path: string): Promise<boolean> {
  const modified = (): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN
  const before = modified()
  return holdsWithin(() => modified() !== before, { withinMs: silenceMs, everyMs: 100 })
}

function alreadyRunning(folder: string, { pid, place: where }: OwnerRecord): EmbeddedPostgresError {
  const elsewhere = where === place ? '' : ' in another container or on another machine'
  return new EmbeddedPostgresError(
    'already-running',
    `Parley already runs in ${dirname(folder)} (process ${pid}${elsewhere}). ` +
      'Stop it first, or give this one another folder with PARLEY_DATA.',
  )
}

function writeDraft(folder: string, state: OwnerRecord['state']): string {
  const draft = join(folder, `draft-${process.pid}-${randomBytes(6).toString('hex')}`)
  writeFileSync(draft, JSON.stringify(ownRecord(state)), { mode: 0o600 })
  giveToOwnerOf(folder, draft)
  return draft
}

function removeLitter(folder: string, generation: number): void {
  for (const name of readdirSync(folder)) {
    const draftOf = /^draft-(\d+)-/.exec(name)?.[1]
    const dead = draftOf !== undefined && startOf(Number(draftOf)) === null
    if (dead || (generationOf(name) > 0 && generationOf(name) < generation)) rmSync(join(folder, name), { force: true })
  }
}

function highestGeneration(folder: string): number {
  try {
    return Math.max(0, ...readdirSync(folder).map(generationOf))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

const generationOf = (name: string): number => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)
const pathOf = (folder: string, generation: number): string => join(folder, `${generation}.json`)
