import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { errorWords } from '../connection/error-words.ts'
import { ChatHeader } from '../conversations/chat-header.tsx'
import { useChosenModel } from '../models/use-chosen-model.ts'
import { goTo } from '../routing/location.ts'
import { Composer } from './composer.tsx'
import { setDraft } from './draft.ts'
import { Greeting } from './greeting.tsx'
import { MessageList } from './message-list.tsx'
import { useChat } from './use-chat.ts'
import classes from './messages.module.css'

interface ChatViewProps {
  conversationId: string | null
  onMenu: () => void
}

/** A conversation from its title to the field for the next message; the same for a new one. */
export function ChatView({ conversationId, onMenu }: ChatViewProps) {
  const chosen = useChosenModel(conversationId)
  const [instructions, setInstructions] = useState<string | null>(null)
  const chat = useChat(conversationId, { chosen, instructions, onBegun: () => setInstructions(null) })
  const { history, path, pending, openReply, stop } = chat
  const isDemo = chosen.model?.provider === 'demo'
  const isEmpty = conversationId === null && pending.length === 0
  useEscape(stop, openReply !== null)

  if (history.fault && history.fault.code !== 'NETWORK') {
    const { title, advice } = errorWords(history.fault)
    return (
      <main className={classes.chat} aria-label="Conversation">
        <ChatHeader conversationId={null} isDemo={false} onMenu={onMenu} />
        <div className={classes.lost}>
          <h1>{history.fault.code === 'NOT_FOUND' ? 'This conversation is not here' : title}</h1>
          <p>{advice}</p>
          <Button onClick={() => goTo(null)}>Start a new chat</Button>
        </div>
      </main>
    )
  }
  return (
    <main className={classes.chat} aria-label="Conversation">
      <ChatHeader
        conversationId={conversationId}
        isDemo={isDemo}
        onMenu={onMenu}
        newInstructions={{ instructions, keep: setInstructions }}
      />
      {isEmpty ? (
        <Greeting isDemo={isDemo} onPick={chat.send} />
      ) : (
        <MessageList key={conversationId} chat={chat} onEdit={(text) => setDraft(conversationId, text)} />
      )}
      <Composer
        conversationId={conversationId}
        chosen={chosen}
        busy={openReply !== null}
        stopping={chat.stopping}
        blocked={pending.length > 0 || history.loading || (path.length === 0 && conversationId !== null)}
        onSend={chat.send}
        onStop={stop}
      />
    </main>
  )
}

// Escape stops the reply from wherever the reader is, but first closes what lies open above the page.
function useEscape(stop: () => void, active: boolean): void {
  useEffect(() => {
    if (!active) return
    const onKeyDown = (event: KeyboardEvent): void => {
      const isTaken = document.querySelector('[role="dialog"], [role="menu"]') !== null
      if (event.key === 'Escape' && !event.defaultPrevented && !isTaken) stop()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [active, stop])
}
