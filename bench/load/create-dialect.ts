import type { Dispatcher } from 'undici'
import type { DialectName } from './commands.ts'
import type { Dialect } from './dialect.ts'
import { EventStreamDialect } from './event-stream-dialect.ts'
import { GraphqlDialect, replySubscription } from './graphql-dialect.ts'
import { ParleyDialect } from './parley-dialect.ts'
import { RelayDialect } from './relay-dialect.ts'

interface DialectOptions {
  url: string
  dispatcher: Dispatcher
  oneViewer: boolean
}

/** How the server at this address is asked. */
export function createDialect(name: DialectName, { url, dispatcher, oneViewer }: DialectOptions): Dialect {
  switch (name) {
    case 'relay':
      return new RelayDialect(url)
    case 'parley':
      return new ParleyDialect({ url, dispatcher }, oneViewer)
    case 'graphql':
      return new GraphqlDialect(url)
    case 'yoga':
      return new EventStreamDialect({ url, dispatcher }, yogaWire)
    case 'ui-messages':
      return new EventStreamDialect({ url, dispatcher }, uiMessagesWire)
  }
}

const yogaWire = {
  body: (prompt: string) => ({ query: replySubscription, variables: { prompt } }),
  marker: Buffer.from('"text":"'),
}
const uiMessagesWire = { body: (prompt: string) => ({ prompt }), marker: Buffer.from('"delta":"') }
