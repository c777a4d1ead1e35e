import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react'
import type { Connection } from './client.ts'

/** The connection of this page; there is always one below the application's root. */
export const ConnectionContext = createContext<Connection | null>(null)

export function useConnection(): Connection {
  const connection = use(ConnectionContext)
  if (!connection) throw new Error('This component needs a ConnectionContext above it.')
  return connection
}

const calmMs = 1_000

/** True once the server has been out of reach for a moment: a blink is not worth a word. */
export function useIsReconnecting(): boolean {
  const { reachability } = useConnection()
  const troubled = useSyncExternalStore(reachability.subscribe, reachability.isTroubled)
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLasting(troubled), troubled ? calmMs : 0)
    return () => clearTimeout(timer)
  }, [troubled])
  return troubled && lasting
}
