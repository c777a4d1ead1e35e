import { createClient } from 'graphql-ws'
import type { Client, ClientOptions, SubscribePayload } from 'graphql-ws'
import { replyQuery } from './reply-query.ts'
import type { ReplyEvent, SettledReply } from './reply-event.ts'
import type { Source } from './resumed-stream.ts'

const pingEveryMs = 10_000
const pongWithinMs = 5_000

/** A graphql-ws client that notices a dead connection, and leaves it to whoever follows something to come back. */
export function connectSocket(options: ClientOptions): Client {
  let silent: ReturnType<typeof setTimeout> | undefined
  const socket = createClient({
    keepAlive: pingEveryMs,
    connectionAckWaitTimeout: 10_000,
    lazyCloseTimeout: 10_000,
    // Every follower hears of it by its own sink.
    onNonLazyError: () => {},
    ...options,
    // graphql-ws would repeat the first request, and with it a cursor that is long past.
    retryAttempts: 0,
  })
  // A half-open connection never closes by itself: no pong in time means that it is gone.
  socket.on('ping', (received) => {
    if (!received) silent = setTimeout(() => socket.terminate(), pongWithinMs)
  })
  socket.on('pong', (received) => {
    if (received) clearTimeout(silent)
  })
  socket.on('closed', () => clearTimeout(silent))
  return socket
}

/** Any subscription with one root field and a variable `after`, as something that can be resumed. */
export function socketSource<Event>(socket: Pick<Client, 'subscribe'>, payload: SubscribePayload): Source<Event> {
  return (after, sink) =>
    socket.subscribe<Record<string, Event>>(
      { ...payload, variables: { ...payload.variables, after } },
      {
        next: ({ data, errors }) => {
          const event = Object.values(data ?? {})[0]
          if (event) sink.next(event)
          else sink.error(errors)
        },
        error: (error) => sink.error(error),
        complete: () => sink.complete(),
      },
    )
}

/** The events of one reply over graphql-ws, for `followReply`. A query of your own has the variables `replyId` and `after`. */
export const replySource = <Reply extends SettledReply = SettledReply>(
  socket: Pick<Client, 'subscribe'>,
  replyId: string,
  query: string = replyQuery,
): Source<ReplyEvent<Reply>> => socketSource(socket, { query, variables: { replyId } })
