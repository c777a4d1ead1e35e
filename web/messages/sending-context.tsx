import { useApolloClient } from '@apollo/client/react'
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { useConnection } from '../connection/connection-context.tsx'
import { announce } from '../connection/announcer.tsx'
import { rememberModel } from '../models/chosen-model.ts'
import { goTo, placeOf } from '../routing/location.ts'
import { moveDraft } from './draft.ts'
import { MessageSender } from './message-sender.ts'
import { Outbox } from './outbox.ts'
import type { OutboxEntry } from './outbox.ts'
import { recordSent } from './record-sent.ts'

interface Sending {
  outbox: Outbox
  sender: MessageSender
}

const SendingContext = createContext<Sending | null>(null)

/** Owns the outbox of this page, and empties it: now, and whenever the server can be reached again. */
export function SendingProvider({ children }: { children: ReactNode }) {
  const client = useApolloClient()
  const { feed, reachability } = useConnection()
  const [outbox] = useState(() => new Outbox(localStorage))
  const sending = useMemo(() => {
    const sender = new MessageSender({
      client,
      outbox,
      onSent: (sent, entry) => {
        recordSent(client.cache, sent, entry.conversationId === null)
        announce('Message sent.')
        followToConversation(sent.conversation.id, entry)
      },
      onArrived: followToConversation,
    })
    return { outbox, sender }
  }, [client, outbox])

  useEffect(() => {
    sending.sender.sendUnsent()
    return reachability.onRestored(sending.sender.sendUnsent)
  }, [reachability, sending])
  useEffect(() => {
    addEventListener('storage', outbox.takeStored)
    return () => removeEventListener('storage', outbox.takeStored)
  }, [outbox])
  useEffect(
    () =>
      feed.onChange((event) => {
        if (event.__typename !== 'MessageSent' || !event.message.clientMessageId) return
        sending.sender.arrived(event.message.clientMessageId, event.conversationId)
      }),
    [feed, sending],
  )
  return <SendingContext value={sending}>{children}</SendingContext>
}

/** The first message of a new conversation takes the reader there, unless they have gone elsewhere meanwhile. */
function followToConversation(conversationId: string, entry: OutboxEntry): void {
  if (entry.conversationId !== null) return
  if (entry.model) rememberModel(localStorage, entry.model, conversationId)
  if (placeOf(location.pathname).conversationId !== null) return
  moveDraft(null, conversationId)
  goTo(conversationId, { replace: true })
}

export function useSending(): Sending {
  const sending = use(SendingContext)
  if (!sending) throw new Error('This component needs a SendingProvider above it.')
  return sending
}

/** The unacknowledged messages of one conversation, or those that are to start a new one. */
export function useOutboxEntries(conversationId: string | null): readonly OutboxEntry[] {
  const { outbox } = useSending()
  const entries = useSyncExternalStore(outbox.subscribe, outbox.entries)
  return useMemo(() => entries.filter((entry) => entry.conversationId === conversationId), [conversationId, entries])
}
