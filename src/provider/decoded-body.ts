import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** The bytes of an answer as the vendor meant them. Destroying it closes the connection. */
export type DecodedBody = Readable

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
}

/** Undoes the content coding; the body itself, without a stream in between, where there is none. */
export function decodedBody(body: Readable, encoding: string | undefined): DecodedBody {
  const coding = encoding?.trim().toLowerCase() ?? ''
  if (coding === '' || coding === 'identity') return body
  const decoder = decoders[coding]?.()
  if (!decoder) {
    body.on('error', ignore).destroy()
    throw Object.assign(new Error('unknown content coding'), { code: 'Z_UNKNOWN_CODING' })
  }
  // The pipeline ends both streams whichever fails; who reads the decoder hears of it there.
  return pipeline(body, decoder, ignore)
}

interface TextBounds {
  maxBytes: number
  timeoutMs: number
}

/** The body as text, up to the bounds; what comes after them is thrown away together with the connection. */
export function readText(body: DecodedBody, { maxBytes, timeoutMs }: TextBounds): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const finish = () => {
      clearTimeout(timer)
      body.off('data', take).destroy()
      resolve(Buffer.concat(chunks).toString('utf8', 0, maxBytes))
    }
    const take = (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size >= maxBytes) finish()
    }
    const timer = setTimeout(finish, timeoutMs)
    // Half an explanation of what went wrong is better than none: an error here ends the text, no more.
    body.on('error', finish).on('end', finish).on('close', finish).on('data', take)
  })
}

/** Leaves a body unread. */
export function discard(body: DecodedBody): void {
  body.on('error', ignore).destroy()
}

function ignore(): void {
  // The listener stands so that a late error of a body that nobody reads any more is not an uncaught one.
}
