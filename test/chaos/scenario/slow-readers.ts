import { existsSync, readFileSync } from 'node:fs'
import WebSocket from 'ws'
import { replyStream } from '../client/operations.ts'
import type { Node } from '../cluster/node.ts'
import type { Scenario } from './scenario.ts'
import type { Desk, Stage } from './stage.ts'

const sockets = 40
/** Of each socket, to the same reply: what is offered must be far more than what kernels hold for a socket. */
const subscriptions = 8
// Below the four million characters that a reply may have.
const pieces = 40
const padding = 100_000
/**
 * What each stalled socket may cost, and what may come on top: the reply, and the garbage of what the kernels did take. A
 * server that kept what nobody reads would hold more than a gigabyte.
 */
const perSocket = 1024 * 1024
const besides = 260 * 1024 * 1024

export const slowReaders: Scenario = {
  name: 'slow-readers',
  promises: 'G20',
  what: `${sockets} readers that stop reading, each offered ${(subscriptions * pieces * padding) / 1e6} MB, beside one that reads on`,
  nodes: 3,
  // With more than it needs the engine lets garbage lie, and nobody could tell it from what is kept.
  env: () => ({ NODE_OPTIONS: '--max-old-space-size=192' }),
  runs: { ci: 1, campaign: 10 },
  play: async (stage, runs) => {
    const desk = await stage.desk()
    for (let run = 0; run < runs; run++) await stall(stage, desk)
  },
}

async function stall(stage: Stage, desk: Desk): Promise<void> {
  const node = stage.anyNode()
  const before = residentBytes(node)
  const { answer } = await desk.viewer.send(desk.message(stage.plan(pieces, 20, { padding })), () => node)
  if (!answer) return stage.broken('wrong', 'G20', 'a message was refused')
  const { replyId } = answer
  const stalled = Array.from({ length: sockets }, () => stallingSocket(node, desk.viewer.token, replyId))
  const healthy = stage.reader(desk.viewer, { replyId, pick: () => node })
  let most = before
  const looking = setInterval(() => (most = Math.max(most, residentBytes(node))), 100)
  await healthy.run()
  clearInterval(looking)
  for (const socket of stalled) socket.terminate()
  if (!node.alive) stage.broken('wrong', 'G20', 'the server died of readers that did not read')
  const grown = most - before
  if (grown > sockets * perSocket + besides) {
    stage.broken('wrong', 'G20', `the server grew by ${Math.round(grown / 1e6)} MB`)
  }
}

/** Subscribes, and never reads what comes. */
function stallingSocket(node: Node, token: string, replyId: string): WebSocket {
  const socket = new WebSocket(`${node.url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
  socket.on('error', () => undefined)
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: token } })))
  socket.once('message', () => {
    const payload = { query: replyStream, variables: { replyId } }
    for (let id = 0; id < subscriptions; id++) socket.send(JSON.stringify({ id: `${id}`, type: 'subscribe', payload }))
    socket.pause()
  })
  return socket
}

/** Memory that a server holds; 0 where this system does not tell. */
function residentBytes({ process }: Node): number {
  const file = `/proc/${process?.pid}/status`
  if (!existsSync(file)) return 0
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) * 1024
}
