/*
 * Asks one question and prints the answer while it is being written.
 *
 *   node --import tsx examples/node/chat.ts "What is a cursor?" [http://127.0.0.1:4000]
 *
 * The answer goes to stdout, what there is to say about it to stderr.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { connectSocket, followReply, replySource } from '@parley/client'
import type { ReplyEvent, ReplyState } from '@parley/client'
import WebSocket from 'ws'
import { AskDocument, BecomeViewerDocument } from './generated/graphql.ts'
import type { TypedDocumentString } from './generated/graphql.ts'

type ServerError = { message: string; extensions?: { code?: string; retryable?: boolean } }

/** What the server answers in place of data. `retryable` says whether asking again may help. */
class ServerFailure extends Error {
  readonly retryable: boolean

  constructor(errors: readonly ServerError[] = []) {
    super(errors.map(({ message, extensions }) => `${extensions?.code}: ${message}`).join('\n'))
    this.retryable = errors.every(({ extensions }) => extensions?.retryable !== false)
  }
}

const mostTries = 8

const [question, server = 'http://127.0.0.1:4000'] = process.argv.slice(2)
const endpoint = new URL('/graphql', server)
let authorization = ''

// Whoever reads the output may have seen enough, as `head` does.
process.stdout.once('error', () => process.exit(1))

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})

async function main(): Promise<void> {
  if (question === undefined) throw new Error('usage: node --import tsx examples/node/chat.ts "question" [url]')

  // A token speaks for its viewer: a real client stores it and signs in once.
  const { signInAnonymously } = await post(BecomeViewerDocument, {})
  authorization = `Bearer ${signInAnonymously.token}`

  // Made before the first try, so that a try whose answer was lost can be repeated and still sends one message.
  const clientMessageId = randomUUID()
  const { sendMessage } = await post(AskDocument, { input: { text: question, clientMessageId } })

  const { status, reply, error } = await follow(sendMessage.reply.id)
  process.stdout.write('\n')
  console.error([status, reply?.model, error?.message].filter(Boolean).join(' '))
  process.exitCode = status === 'COMPLETED' ? 0 : 1
}

/** One question over HTTP, asked again where that may help. */
async function post<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: document.toString(), variables }),
        signal: AbortSignal.timeout(15_000),
      })
      const { data, errors } = (await response.json()) as { data?: Data; errors?: ServerError[] }
      if (data && !errors) return data
      throw new ServerFailure(errors)
    } catch (error) {
      giveUpOn(error, tries)
    }
    await backOff(tries)
  }
}

/** Prints a reply as it is written. A lost socket costs a moment, never a word. */
async function follow(replyId: string): Promise<ReplyState> {
  const socket = connectSocket({
    url: endpoint.href.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
  })
  let tries = 0
  try {
    return await new Promise((resolve) => {
      followReply({
        replyId,
        source: replySource(socket, replyId),
        // A page would try for as long as it is open; a script has somebody waiting for its exit.
        refuses: ({ retryable }) => !retryable || ++tries >= mostTries,
        onChange: (state, event) => {
          if (event) tries = 0
          if (event) print(event)
          if (state.connection === 'over') resolve(state)
        },
      })
    })
  } finally {
    await socket.dispose()
  }
}

function print(event: ReplyEvent): void {
  if (event.__typename === 'ReplyDelta') process.stdout.write(event.text)
  else if (event.__typename === 'ReplyNotice') console.error(`[${event.kind} ${event.model ?? ''}]`)
  else if (event.__typename === 'ReplyReset') {
    // What a page would erase, a terminal can only leave behind.
    process.stdout.write('\n')
    console.error(`[the answer begins anew: ${event.reason}]`)
  }
}

/** Throws what no other try can mend. */
function giveUpOn(error: unknown, tries: number): void {
  if (error instanceof ServerFailure && !error.retryable) throw error
  if (tries >= mostTries)
    throw new Error(`${endpoint.origin} could not be asked, ${tries} times in a row`, { cause: error })
}

function backOff(tries: number): Promise<void> {
  return wait(Math.min(5_000, 100 * 2 ** tries) * (0.5 + Math.random() / 2))
}
