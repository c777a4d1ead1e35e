import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

// The scripts are JavaScript, so that they run before anything is built.
const script = new URL('../../scripts/build/stamp.js', import.meta.url).href
const { contentStamp } = (await import(script)) as { contentStamp: (root: string) => string }

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-stamp-'))
  await mkdir(join(root, 'src/chat'), { recursive: true })
  await writeFile(join(root, 'src/chat/send.ts'), 'send')
})
afterEach(() => rm(root, { recursive: true, force: true }))

describe('contentStamp', () => {
  it('changes with the content of a file', async () => {
    const before = contentStamp(root)
    await writeFile(join(root, 'src/chat/send.ts'), 'sent')
    expect(contentStamp(root)).not.toBe(before)
  })

  it('changes when a file is added, removed or renamed', async () => {
    const before = contentStamp(root)
    await writeFile(join(root, 'src/chat/stop.ts'), '')
    const added = contentStamp(root)
    await rm(join(root, 'src/chat/send.ts'))
    await writeFile(join(root, 'src/chat/post.ts'), 'send')
    expect(new Set([before, added, contentStamp(root)]).size).toBe(3)
  })

  it('does not look at times, nor at tests, which no build contains', async () => {
    const before = contentStamp(root)
    await utimes(join(root, 'src/chat/send.ts'), new Date(), new Date(0))
    await writeFile(join(root, 'src/chat/send.test.ts'), 'test')
    expect(contentStamp(root)).toBe(before)
  })
})
