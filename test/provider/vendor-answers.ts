import type { Script, VendorKind } from '../kit/fake-vendor/fake-vendor.ts'
import { vendorSecret, type FaultCase, type FaultExpectation } from './expectation.ts'

interface Answer extends Pick<Script, 'headers'> {
  status: number
  body?: unknown
}

/** A row that is an answer with a status. */
export function answers(
  row: string,
  what: string,
  told: Answer & { kinds: VendorKind[]; fault: FaultExpectation },
): FaultCase {
  const { kinds, fault, status, headers = {}, body = '' } = told
  return { row, what, kinds, fault, script: { status, headers, body } }
}

export const openAi = (fields: object) => ({ error: { message: vendorSecret, param: null, ...fields } })
export const anthropic = (type: string, message = vendorSecret) => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_011',
})
export const gemini = (code: number, status: string, details?: unknown[]) => ({
  error: { code, status, message: vendorSecret, ...(details ? { details } : {}) },
})
export const html = { headers: { 'content-type': 'text/html' }, body: `<html><h1>${vendorSecret}</h1></html>` }
