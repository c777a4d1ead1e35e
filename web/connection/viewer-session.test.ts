import { describe, expect, it } from 'vitest'
import { tokenKey, ViewerSession } from './viewer-session.ts'

function memoryStorage(initial: Record<string, string> = {}) {
  const items = new Map(Object.entries(initial))
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
}

function session(initial?: string) {
  let made = 0
  let replaced = 0
  const storage = memoryStorage(initial ? { [tokenKey]: initial } : {})
  const signIn = () => Promise.resolve(`token-${++made}`)
  const viewer = new ViewerSession({ storage, signIn, onReplaced: () => (replaced += 1) })
  return { viewer, storage, made: () => made, replaced: () => replaced }
}

describe('ViewerSession', () => {
  it('uses the stored token and asks for none', async () => {
    const { viewer, made } = session('mine')
    expect(await viewer.token()).toBe('mine')
    expect(made()).toBe(0)
  })

  it('signs in once for many requests that start together', async () => {
    const { viewer, made } = session()
    expect(await Promise.all([viewer.token(), viewer.token(), viewer.token()])).toEqual([
      'token-1',
      'token-1',
      'token-1',
    ])
    expect(made()).toBe(1)
  })

  it('replaces a refused token once, however many requests were refused with it', async () => {
    const { viewer, made } = session('old')
    expect(await Promise.all([viewer.renew('old'), viewer.renew('old')])).toEqual(['token-1', 'token-1'])
    expect(await viewer.renew('old')).toBe('token-1')
    expect(made()).toBe(1)
  })

  it('takes the token that another tab has stored meanwhile, and says once that the viewer is another', async () => {
    const { viewer, storage, made, replaced } = session('old')
    storage.setItem(tokenKey, 'theirs')
    expect(await Promise.all([viewer.renew('old'), viewer.renew('old')])).toEqual(['theirs', 'theirs'])
    expect(replaced()).toBe(1)
    expect(made()).toBe(0)
  })

  it('goes over to the token of another tab as soon as it hears of it, or is about to use it', async () => {
    const { viewer, storage, replaced } = session('old')
    viewer.takeStored()
    expect(replaced()).toBe(0)
    storage.setItem(tokenKey, 'theirs')
    viewer.takeStored()
    viewer.takeStored()
    expect(replaced()).toBe(1)
    storage.setItem(tokenKey, 'another')
    expect(await viewer.token()).toBe('another')
    expect(replaced()).toBe(2)
    // Whoever renews takes it away for a moment: nobody has come in its place yet.
    storage.removeItem(tokenKey)
    viewer.takeStored()
    expect(replaced()).toBe(2)
  })

  it('keeps to one viewer where two tabs replace the same token at once', async () => {
    const storage = memoryStorage({ [tokenKey]: 'old' })
    const answers: ((token: string) => void)[] = []
    const signIn = () => new Promise<string>((resolve) => answers.push(resolve))
    const [first, second] = [new ViewerSession({ storage, signIn }), new ViewerSession({ storage, signIn })]
    const renewed = [first.renew('old'), second.renew('old')]
    answers[1]!('second')
    await renewed[1]
    answers[0]!('first')
    expect(await Promise.all(renewed)).toEqual(['second', 'second'])
    expect(storage.getItem(tokenKey)).toBe('second')
  })

  it('says that the viewer is another where a reader gives another token, not where they give the first', async () => {
    const { viewer, replaced } = session()
    viewer.adopt('given')
    viewer.adopt('given')
    expect(replaced()).toBe(0)
    viewer.adopt('another')
    expect(replaced()).toBe(1)
  })

  it('says so where a refused token cannot be replaced', async () => {
    const closed = new Error('FORBIDDEN')
    const storage = memoryStorage({ [tokenKey]: 'old' })
    const viewer = new ViewerSession({ storage, signIn: () => Promise.reject(closed) })
    const lost: unknown[] = []
    viewer.onLost((error) => lost.push(error))
    await expect(viewer.renew('old')).rejects.toThrow('FORBIDDEN')
    expect(lost).toEqual([closed])
    expect(viewer.current()).toBeNull()
  })

  it('may be tried again after a sign-in that failed', async () => {
    let tries = 0
    const signIn = () => (++tries === 1 ? Promise.reject(new Error('away')) : Promise.resolve('late'))
    const viewer = new ViewerSession({ storage: memoryStorage(), signIn })
    await expect(viewer.token()).rejects.toThrow('away')
    expect(await viewer.token()).toBe('late')
  })
})
