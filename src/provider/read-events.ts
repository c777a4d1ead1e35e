import { discard, type DecodedBody } from './decoded-body.ts'
import { EventStream } from './event-stream.ts'
import { faultOf } from './faults.ts'
import type { ReplyReader } from './reply-reader.ts'

interface ReadBounds {
  provider: string
  maxBodyBytes: number
  maxEventLength: number
  signal: AbortSignal
}

// Long enough for the usage that follows the finish reason; a vendor that then keeps the line open has no more to say.
const tailMs = 2_000
// What may still come after the goodbye, so that the connection can be used again.
const drainMs = 1_000

/** Feeds a streamed body to the reader, without a promise for each chunk; resolves when the reply is whole or the body ends. */
export function readEvents(body: DecodedBody, reader: ReplyReader, bounds: ReadBounds): Promise<void> {
  return new Promise((resolve, reject) => {
    const { provider, signal } = bounds
    let bytes = 0
    let tail: NodeJS.Timeout | undefined

    const settle = (after: () => void) => {
      clearTimeout(tail)
      body.off('data', take).off('end', end).off('close', lost)
      after()
    }
    const fail = (error: unknown) =>
      settle(() => {
        discard(body)
        reject(error instanceof Error ? error : new Error('the body was given up', { cause: error }))
      })
    const succeed = () => settle(resolve)
    const attempt = (step: () => void) => {
      try {
        step()
      } catch (error) {
        return fail(error)
      }
      if (reader.state === 'done') {
        succeed()
        drain(body)
      } else if (reader.state === 'finished') {
        clearTimeout(tail)
        tail = setTimeout(() => {
          succeed()
          discard(body)
        }, tailMs)
      }
    }
    const events = new EventStream((data) => {
      // One chunk may hold many events: whoever stops in the middle of it gets no more of them.
      if (reader.state !== 'done' && !signal.aborted) reader.read(data)
    }, bounds.maxEventLength)

    const take = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > bounds.maxBodyBytes) return fail(faultOf('badResponse', provider, { status: 200 }))
      attempt(() => events.push(chunk))
    }
    const end = () => {
      attempt(() => events.end())
      // A finished reply needs no tail; where none came, the caller sees an open reader.
      succeed()
    }
    const lost = (error?: Error) => (reader.state === 'open' ? fail(error ?? new Error('closed')) : succeed())
    body.on('error', lost).on('close', lost).on('end', end).on('data', take)
  })
}

function drain(body: DecodedBody): void {
  if (body.readableEnded || body.destroyed) return
  const timer = setTimeout(() => body.destroy(), drainMs).unref()
  body.on('close', () => clearTimeout(timer)).resume()
}
