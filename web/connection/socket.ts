import { connectSocket } from '@parley/client'
import type { Client } from 'graphql-ws'
import type { Reachability } from './reachability.ts'
import type { ViewerSession } from './viewer-session.ts'

// The close codes by which a server refuses the token that came with the connection.
const refusalCodes = new Set([4401, 4403])

/** The socket of the page, and what to do where something that was asked over it is refused for its token. */
export interface ViewerSocket {
  socket: Client
  renewViewer: () => void
}

/** The one socket of the page. It never retries: whoever follows something over it does. */
export function createSocket(session: ViewerSession, reachability: Reachability): ViewerSocket {
  let presented: string | null = null
  // The token that this connection came with, and not the one in hand: that may be another page's new one already.
  const renewViewer = (): void => void session.renew(presented).catch(() => {})
  const socket = connectSocket({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    connectionParams: async () => {
      presented = await session.token()
      return { authorization: presented }
    },
    on: {
      connected: () => reachability.report('socket', true),
      closed: (event) => {
        const { code, wasClean } = event as CloseEvent
        if (refusalCodes.has(code)) renewViewer()
        else if (code !== 1000 || !wasClean) reachability.report('socket', false)
      },
    },
  })
  return { socket, renewViewer }
}
