import { describe, expect, it } from 'vitest'
import { headerKey } from './header-key.ts'

describe('a key for a header', () => {
  it('loses the line end of the file it came from', () => {
    expect(headerKey('lab', ' sk-1\n')).toBe('sk-1')
  })

  it('is none where it is blank', () => {
    expect(headerKey('lab', undefined)).toBeUndefined()
    expect(headerKey('lab', ' ')).toBeUndefined()
  })

  it.each(['sk-1\r\nhost: evil', 'sk 1', 'sk-„1“'])('is refused as %j, without being repeated', (key) => {
    expect(() => headerKey('my-lab', key)).toThrow(expect.objectContaining({ code: 'PROVIDER_MISCONFIGURED' }))
    expect(() => headerKey('my-lab', key)).toThrow(/MY_LAB_API_KEY/)
    expect(() => headerKey('my-lab', key)).not.toThrow(/sk/)
  })
})
