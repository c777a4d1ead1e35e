import { createServer } from 'node:http'
import { Agent, request } from 'undici'
import { WebSocketServer, type WebSocket } from 'ws'
import { listenOnLoopback } from '../process/listen-on-loopback.ts'
import { tellReady } from '../process/serve-parent.ts'
import { chatCompletion, modelUrl, textOf } from './ask-model.ts'

// The floor: the least that a server can do which speaks the vendor's wire on one side and a socket on the other. No
// authentication, no schema, nothing stored, nobody can come back.

/** What a reader asks for: a reply of its own, or one that a number of readers share. */
interface Wish {
  prompt: string
  room?: string
  /** A shared reply begins once so many are there. */
  readers?: number
}

interface Room {
  sockets: Set<WebSocket>
  begun: boolean
}

const agent = new Agent()
const rooms = new Map<string, Room>()
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })

sockets.on('connection', (socket) => {
  socket.on('error', () => undefined)
  socket.on('message', (data: Buffer) => {
    const wish = JSON.parse(data.toString()) as Wish
    if (wish.room === undefined) answer(wish.prompt, socket)
    else join(wish as Required<Wish>, socket)
  })
})

function answer(prompt: string, socket: WebSocket): void {
  relay(prompt, (message) => socket.send(message))
}

function join({ room: name, prompt, readers }: Required<Wish>, socket: WebSocket): void {
  const room = rooms.get(name) ?? { sockets: new Set<WebSocket>(), begun: false }
  rooms.set(name, room)
  room.sockets.add(socket)
  socket.once('close', () => room.sockets.delete(socket))
  if (room.begun || room.sockets.size < readers) return
  room.begun = true
  relay(prompt, (message) => {
    for (const member of room.sockets) member.send(message)
  })
}

function relay(prompt: string, send: (message: string) => void): void {
  readModel(prompt, (text) => send(`{"text":${JSON.stringify(text)}}`)).then(
    () => send('{"end":true}'),
    () => send('{"end":false}'),
  )
}

async function readModel(prompt: string, onText: (text: string) => void): Promise<void> {
  const { body } = await request(`${modelUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: chatCompletion(prompt),
    dispatcher: agent,
  })
  let rest = ''
  body.setEncoding('utf8')
  body.on('data', (chunk: string) => {
    rest += chunk
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const data = rest.slice('data: '.length, end)
      rest = rest.slice(end + 2)
      const text = data === '[DONE]' ? undefined : textOf(data)
      if (text) onText(text)
    }
  })
  await new Promise<void>((resolve, reject) => body.once('end', resolve).once('error', reject))
}

tellReady({ url: `ws://127.0.0.1:${await listenOnLoopback(server)}/` })
