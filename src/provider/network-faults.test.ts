import { describe, expect, it } from 'vitest'
import { faultOf } from './faults.ts'
import { toNetworkFault } from './network-faults.ts'

const failing = (code: string, more: object = {}) => Object.assign(new Error('socket words'), { code, ...more })

describe('a network error', () => {
  it.each([
    ['ENOTFOUND', 'PROVIDER_UNAVAILABLE', 'transient', false],
    ['EAI_AGAIN', 'PROVIDER_UNAVAILABLE', 'transient', false],
    ['ECONNREFUSED', 'PROVIDER_UNAVAILABLE', 'transient', false],
    ['UND_ERR_CONNECT_TIMEOUT', 'PROVIDER_UNAVAILABLE', 'transient', false],
    ['ECONNRESET', 'PROVIDER_UNAVAILABLE', 'transient', true],
    ['UND_ERR_SOCKET', 'PROVIDER_UNAVAILABLE', 'transient', true],
    ['EPIPE', 'PROVIDER_UNAVAILABLE', 'transient', true],
    ['ETIMEDOUT', 'PROVIDER_UNAVAILABLE', 'transient', true],
    ['CERT_HAS_EXPIRED', 'PROVIDER_UNAVAILABLE', 'operator', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'PROVIDER_UNAVAILABLE', 'operator', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'PROVIDER_UNAVAILABLE', 'operator', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'PROVIDER_UNAVAILABLE', 'operator', false],
    ['UND_ERR_HEADERS_TIMEOUT', 'PROVIDER_TIMEOUT', 'transient', true],
    ['UND_ERR_BODY_TIMEOUT', 'PROVIDER_TIMEOUT', 'transient', true],
    ['HPE_INVALID_CHUNK_SIZE', 'PROVIDER_BAD_RESPONSE', 'transient', true],
    ['Z_DATA_ERROR', 'PROVIDER_BAD_RESPONSE', 'transient', true],
    ['UND_ERR_INVALID_ARG', 'PROVIDER_MISCONFIGURED', 'operator', false],
  ])('%s is %s, %s, and may have run: %s', (...told) => {
    const [raised, code, kind, mayHaveRun] = told
    const fault = toNetworkFault('lab', failing(raised))
    expect(fault).toMatchObject({ code, kind, mayHaveRun })
    expect(fault.message).not.toContain('socket words')
  })

  it('while connecting means that nothing was sent', () => {
    expect(toNetworkFault('lab', failing('ETIMEDOUT', { syscall: 'connect' })).mayHaveRun).toBe(false)
    const several = new AggregateError([failing('ETIMEDOUT', { syscall: 'connect' })])
    expect(toNetworkFault('lab', several).mayHaveRun).toBe(false)
  })

  it('is found behind another error', () => {
    const wrapped = new Error('outside', { cause: failing('ENOTFOUND') })
    expect(toNetworkFault('lab', wrapped)).toMatchObject({ mayHaveRun: false })
  })

  it('keeps none of the bytes that a parser stumbled over', () => {
    const broken = Object.assign(new Error('not HTTP'), { name: 'HTTPParserError', data: 'vendor text' })
    const { code, cause } = toNetworkFault('lab', broken)
    expect(code).toBe('PROVIDER_BAD_RESPONSE')
    expect(cause).not.toHaveProperty('data')
  })

  it('leaves a fault as it is, and makes one of anything', () => {
    const fault = faultOf('quota', 'lab')
    expect(toNetworkFault('lab', fault)).toBe(fault)
    expect(toNetworkFault('lab', 'words').code).toBe('PROVIDER_UNAVAILABLE')
  })
})
