import { useApolloClient, useMutation } from '@apollo/client/react'
import { useMemo, useState } from 'react'
import { tellFault } from '../conversations/use-conversation-changes.ts'
import {
  ConversationDocument,
  RegenerateReplyDocument,
  SelectReplyDocument,
  StopReplyDocument,
} from '../generated/graphql.ts'
import type { MessageFieldsFragment } from '../generated/graphql.ts'
import type { ChosenModel } from '../models/use-chosen-model.ts'
import { isOpen } from '../replies/is-open.ts'
import { goTo } from '../routing/location.ts'
import { messagePath } from './message-path.ts'
import type { BranchChoices } from './message-path.ts'
import { newId } from './new-id.ts'
import { useOutboxEntries, useSending } from './sending-context.tsx'
import { useHistory } from './use-history.ts'

export type Chat = ReturnType<typeof useChat>

interface SendOptions {
  afterReplyId?: string | null
  /** The conversation; null begins one. */
  to?: string | null
  /** The instructions of the one that begins. */
  told?: string | null
}

interface ChatOptions {
  chosen: ChosenModel
  /** For the conversation that is about to begin. */
  instructions: string | null
  /** One has begun; what was meant for it is not for the next. */
  onBegun: () => void
}

/** One conversation as it is shown, or the start of a new one, with everything that can be done in it. */
export function useChat(conversationId: string | null, { chosen: { model }, instructions, onBegun }: ChatOptions) {
  const history = useHistory(conversationId)
  const pending = useOutboxEntries(conversationId)
  const { outbox, sender } = useSending()
  const [choices, setChoices] = useState<BranchChoices>({})
  const [stopReply, { loading: stopping }] = useMutation(StopReplyDocument)
  const [regenerateReply] = useMutation(RegenerateReplyDocument)
  const [selectReply] = useMutation(SelectReplyDocument)

  const path = useMemo(() => messagePath(history.messages, choices), [history.messages, choices])
  const last = path.at(-1)?.reply ?? null
  const openReply = last && isOpen(last) ? last : null

  const client = useApolloClient()
  const send = (text: string, { afterReplyId = null, to = conversationId, told = null }: SendOptions = {}): void => {
    void sender.send({
      clientMessageId: newId(),
      conversationId: to,
      text,
      model: model?.id ?? null,
      instructions: to === null ? told : null,
      afterReplyId,
      createdAt: new Date().toISOString(),
      state: 'sending',
      fault: null,
    })
  }
  /** The same question to the same kind of assistant, in a conversation of its own. */
  const sendAnew = (text: string): void => {
    const asked = client.readQuery({ query: ConversationDocument, variables: { id: conversationId ?? '' } })
    goTo(null)
    send(text, { to: null, told: asked?.conversation?.instructions ?? null })
  }

  return {
    history,
    path,
    /** What was not acknowledged yet: shown below the rest. */
    pending: pending.filter(
      ({ clientMessageId }) => !path.some(({ message }) => message.clientMessageId === clientMessageId),
    ),
    openReply,
    stopping,
    send: (text: string) => {
      send(text, { afterReplyId: last?.id ?? null, told: instructions })
      if (conversationId === null) onBegun()
    },
    /** Asks the same turn in other words, as a branch beside it; the first turn has nothing to branch from and starts anew. */
    resend: (message: MessageFieldsFragment, text: string) => {
      const { afterReplyId } = message
      if (afterReplyId === null) return sendAnew(text)
      setChoices(({ [afterReplyId]: _, ...others }) => others)
      send(text, { afterReplyId })
    },
    showVersion: (afterReplyId: string | null, messageId: string) =>
      setChoices((known) => ({ ...known, [afterReplyId ?? '']: messageId })),
    stop: () => {
      if (openReply) void stopReply({ variables: { replyId: openReply.id } }).catch(tellFault)
    },
    regenerate: (messageId: string) =>
      void regenerateReply({ variables: { messageId, model: model?.id ?? null } }).catch(tellFault),
    selectReply: (replyId: string) => void selectReply({ variables: { replyId } }).catch(tellFault),
    retry: (clientMessageId: string) => {
      const entry = outbox.find(clientMessageId)
      if (entry) void sender.send(entry)
    },
    discard: (clientMessageId: string) => outbox.remove(clientMessageId),
  }
}
