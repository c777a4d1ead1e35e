import { describe, expect, it } from 'vitest'
import { checkedBaseUrl } from './base-url.ts'

describe('a base URL', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1/'],
    ['http://127.0.0.1:11434/v1/', 'http://127.0.0.1:11434/v1/'],
    ['http://10.0.0.5:8000', 'http://10.0.0.5:8000/'],
    ['https://host/openai?api-version=2#x', 'https://host/openai/?api-version=2'],
    ['http://[::1]:8000/v1', 'http://[::1]:8000/v1/'],
  ])('takes %s', (value, expected) => {
    expect(checkedBaseUrl('lab', value).href).toBe(expected)
  })

  it.each([
    '',
    'api.openai.com/v1',
    'file:///etc/passwd',
    'ftp://host/v1',
    'http://user:secret@host/v1',
    'http://169.254.169.254/latest',
    'http://169.254.0.1',
    'http://0xA9FEA9FE/latest',
    'http://2852039166/',
    'http://0251.0376.0251.0376/',
    'http://[fe80::1]/v1',
    'http://[FEBF::1]/v1',
    'http://[::ffff:169.254.169.254]/v1',
    'http://[fd00:ec2::254]/v1',
    'http://metadata.google.internal/v1',
    'http://METADATA.google.internal./v1',
  ])('refuses %j without repeating it', (value) => {
    const attempt = () => checkedBaseUrl('lab', value)
    expect(attempt).toThrow(expect.objectContaining({ code: 'PROVIDER_MISCONFIGURED', kind: 'operator' }))
    if (value !== '') expect(attempt).not.toThrow(value)
  })
})
