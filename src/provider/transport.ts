import { Agent } from 'undici'
import { checkedBaseUrl } from './base-url.ts'
import { decodedBody, type DecodedBody } from './decoded-body.ts'
import { toNetworkFault } from './network-faults.ts'
import { headerOf, type WireHeaders } from './wire-failure.ts'

/** Bounds of every request to one provider. */
export interface TransportOptions {
  /** From the first packet to a connection that stands, TLS included. */
  connectTimeoutMs?: number
  /** From the request to the answer's headers. */
  headersTimeoutMs?: number
  /** Between one byte of the answer and the next. */
  bodyTimeoutMs?: number
  /** Of one answer, decompressed. */
  maxBodyBytes?: number
  /** Of one event in a stream, in UTF-16 units. */
  maxEventLength?: number
}

export interface WireRequest {
  method: 'GET' | 'POST'
  /** Below the base URL, without a slash in front. */
  path: string
  search?: Record<string, string>
  body?: unknown
}

export interface WireResponse {
  status: number
  headers: WireHeaders
  contentType: string
  body: DecodedBody
}

interface TransportSettings extends TransportOptions {
  provider: string
  baseUrl: string
  /** Sent with every request; the key is among them. */
  headers: Record<string, string>
}

/** The way to one provider: its own connections, no redirects followed, every wait and every buffer bounded. */
export class Transport {
  readonly maxBodyBytes: number
  readonly maxEventLength: number
  readonly bodyTimeoutMs: number
  private readonly agent: Agent
  private readonly baseUrl: URL
  private readonly provider: string
  private readonly headers: Record<string, string>

  constructor({ provider, baseUrl, headers, ...options }: TransportSettings) {
    const { connectTimeoutMs = 10_000, headersTimeoutMs = 60_000, bodyTimeoutMs = 60_000 } = options
    this.provider = provider
    this.baseUrl = checkedBaseUrl(provider, baseUrl)
    this.maxBodyBytes = options.maxBodyBytes ?? 8 * 1024 * 1024
    this.maxEventLength = options.maxEventLength ?? 4 * 1024 * 1024
    this.bodyTimeoutMs = bodyTimeoutMs
    // An own agent for each provider: one that stalls must not hold the connections of the others.
    this.agent = new Agent({
      connect: { timeout: connectTimeoutMs },
      headersTimeout: headersTimeoutMs,
      bodyTimeout: bodyTimeoutMs,
    })
    this.headers = {
      // A stream gains nothing from compression but delay; a server that compresses all the same is understood.
      'accept-encoding': 'identity',
      'user-agent': 'parley',
      ...headers,
    }
  }

  /** Resolves with whatever status the vendor gave; rejects with a fault where there was no answer. */
  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    try {
      const { statusCode, headers, body } = await this.agent.request({
        origin: this.baseUrl.origin,
        path: this.pathOf(request),
        method: request.method,
        headers: request.body === undefined ? this.headers : { ...this.headers, 'content-type': 'application/json' },
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal,
      })
      return {
        status: statusCode,
        headers,
        contentType: headerOf(headers, 'content-type')?.toLowerCase() ?? '',
        body: decodedBody(body, headerOf(headers, 'content-encoding')),
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : toNetworkFault(this.provider, error)
    }
  }

  private pathOf({ path, search = {} }: WireRequest): string {
    const query = new URLSearchParams(this.baseUrl.search)
    for (const [name, value] of Object.entries(search)) query.set(name, value)
    return `${this.baseUrl.pathname}${path}${query.size > 0 ? `?${query.toString()}` : ''}`
  }
}
