import { describe, expect, it } from 'vitest'
import { describeError } from './create-logger.ts'

describe('an error in the log', () => {
  it('is its kind, words, code and causes, and nothing that a library hung on it', () => {
    const cause = Object.assign(new Error('terminated'), { code: '57P01', client: { password: 'secret' } })
    const logged = describeError(Object.assign(new TypeError('away', { cause }), { connectionParameters: 'secret' }))
    expect(logged).toMatchObject({
      type: 'TypeError',
      message: 'away',
      cause: { message: 'terminated', code: '57P01' },
    })
    expect(JSON.stringify(logged)).not.toContain('secret')
  })
})
