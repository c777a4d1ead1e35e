import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { VendorKind } from './vendor-wire.ts'

/** How the connection of a request came to its end. */
export interface RequestEnd {
  /** True where the client hung up before the answer was whole. */
  byClient: boolean
  /** Epoch milliseconds. */
  at: number
}

/** One request as the vendor saw it. */
export interface RecordedRequest {
  kind: VendorKind
  method: string
  path: string
  /** The client's own port: the same one means the same connection. */
  port: number | undefined
  headers: IncomingHttpHeaders
  /** The body as it came, and parsed. */
  text: string
  json: Record<string, unknown>
  model: string
  /** What the person said, turn by turn. */
  userTexts: string[]
  lastUserText: string
  lastModelText: string
  /** The run that was started for it, where the vendor keeps such. */
  run?: string
  /** When each delta was handed to the socket, in epoch milliseconds. */
  sentAt: number[]
  closed: Promise<RequestEnd>
}

interface Recording {
  response: ServerResponse
  kind: VendorKind
  model: string | undefined
}

/** Reads the request whole; undefined where the client left before it had sent all of it. */
export async function recordRequest(
  incoming: IncomingMessage,
  { response, kind, model }: Recording,
): Promise<RecordedRequest | undefined> {
  const closed = new Promise<RequestEnd>((resolve) =>
    response.once('close', () => resolve({ byClient: !response.writableFinished, at: now() })),
  )
  const port = incoming.socket.remotePort
  let text = ''
  try {
    for await (const chunk of incoming.setEncoding('utf8')) text += String(chunk)
  } catch {
    return undefined
  }
  const json = parse(text)
  const userTexts = textsOf(json, ['user'])
  return {
    kind,
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    port,
    headers: incoming.headers,
    text,
    json,
    model: model ?? (typeof json['model'] === 'string' ? json['model'] : ''),
    userTexts,
    lastUserText: userTexts.at(-1) ?? '',
    lastModelText: textsOf(json, ['assistant', 'model']).at(-1) ?? '',
    sentAt: [],
    closed,
  }
}

/** Epoch milliseconds with fractions, comparable between processes of one machine. */
export const now = (): number => performance.timeOrigin + performance.now()

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

interface AnyTurn {
  role?: string
  content?: string | { text?: string }[]
  parts?: { text?: string }[]
}

function textsOf(json: Record<string, unknown>, roles: string[]): string[] {
  const turns = (json['messages'] ?? json['contents'] ?? json['input'] ?? []) as AnyTurn[]
  return turns.filter(({ role }) => role !== undefined && roles.includes(role)).map(textOf)
}

function textOf({ content, parts }: AnyTurn): string {
  const said = content ?? parts ?? ''
  return typeof said === 'string' ? said : said.map((part) => part.text ?? '').join('')
}
