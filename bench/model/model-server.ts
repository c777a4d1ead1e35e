import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listenOnLoopback } from '../process/listen-on-loopback.ts'
import { answerParent, tellReady } from '../process/serve-parent.ts'
import { findOrder, type ModelCommand, type ModelOrder, type SentTokens } from './model-order.ts'
import { Pacer } from './pacer.ts'
import { Speech } from './speech.ts'

const pacer = new Pacer()
const speeches = new Set<Speech>()
let sent: SentTokens = {}
let windingUp = false
let onSilence: () => void = () => undefined

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json')
    response.end('{"object":"list","data":[{"id":"fake","object":"model"}]}')
    return
  }
  readBody(request, (body) => {
    const order = findOrder(body)
    if (order) answer(response, order)
    else response.writeHead(400).end()
  })
})

function readBody(request: IncomingMessage, then: (body: string) => void): void {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (piece: string) => (body += piece))
  request.on('end', () => then(body))
}

/** The first token at once, each further one a round of the pacer later. */
function answer(response: ServerResponse, order: ModelOrder): void {
  const speech = new Speech(response, order)
  const next = () => {
    const goesOn = speech.speak()
    if (!windingUp || order.name in sent) sent[order.name] = speech.sent
    if (!goesOn) ended(speech)
    return goesOn
  }
  response.socket?.on('error', () => undefined)
  response.socket?.once('close', () => {
    pacer.remove(next)
    ended(speech)
  })
  speeches.add(speech)
  if (windingUp) speech.windUp()
  if (next()) pacer.add(next)
}

function ended(speech: Speech): void {
  speeches.delete(speech)
  if (speeches.size === 0) onSilence()
}

async function carryOut(command: ModelCommand): Promise<SentTokens> {
  windingUp = command === 'wind-up'
  if (windingUp) await windUp()
  else sent = {}
  return sent
}

async function windUp(): Promise<void> {
  for (const speech of speeches) speech.windUp()
  if (speeches.size > 0) await new Promise<void>((resolve) => (onSilence = resolve))
}

answerParent((content) => carryOut(content as ModelCommand))
tellReady({ url: `http://127.0.0.1:${await listenOnLoopback(server)}/v1` })
