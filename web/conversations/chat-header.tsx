import { ActionIcon, Tooltip } from '@mantine/core'
import { skipToken, useQuery } from '@apollo/client/react'
import { IconAdjustmentsHorizontal, IconMenu2, IconPencil } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { ConversationDocument } from '../generated/graphql.ts'
import { DemoBadge } from '../models/demo-badge.tsx'
import { InstructionsDialog } from './instructions-dialog.tsx'
import { TitleField } from './title-field.tsx'
import { titleOf } from './title-of.ts'
import { useConversationChanges } from './use-conversation-changes.ts'
import classes from './chat-header.module.css'

interface ChatHeaderProps {
  conversationId: string | null
  isDemo: boolean
  onMenu: () => void
  /** Instructions for a conversation that does not exist yet: they go with its first message. */
  newInstructions?: { instructions: string | null; keep: (instructions: string | null) => void }
}

/** The conversation's title, which can be changed in its place, and its instructions. */
export function ChatHeader({ conversationId, isDemo, onMenu, newInstructions }: ChatHeaderProps) {
  const { data } = useQuery(
    ConversationDocument,
    conversationId === null ? skipToken : { variables: { id: conversationId } },
  )
  const { setInstructions } = useConversationChanges()
  const [doing, setDoing] = useState<'rename' | 'instruct' | null>(null)
  // A query that is skipped still shows what it last read: the conversation that the reader came from.
  const conversation = conversationId === null ? null : (data?.conversation ?? null)
  const title = conversation ? titleOf(conversation) : null
  const instructions = conversation ? conversation.instructions : (newInstructions?.instructions ?? null)

  useEffect(() => {
    document.title = title ? `${title} · Parley` : 'Parley'
  }, [title])

  const keep = async (text: string | null): Promise<boolean> => {
    if (conversation) return setInstructions(conversation.id, text)
    newInstructions?.keep(text)
    return true
  }
  return (
    <header className={classes.header}>
      <ActionIcon size="lg" aria-label="Conversations" hiddenFrom="sm" onClick={onMenu}>
        <IconMenu2 size={20} stroke={1.7} />
      </ActionIcon>
      {conversation && doing === 'rename' ? (
        <TitleField conversation={conversation} onDone={() => setDoing(null)} />
      ) : (
        <div className={classes.titleLine}>
          {title && <h1 className={classes.title}>{title}</h1>}
          {conversation && (
            <Tooltip label="Rename">
              <ActionIcon
                size="md"
                className={classes.pencil ?? ''}
                aria-label="Rename"
                onClick={() => setDoing('rename')}
              >
                <IconPencil size={15} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      )}
      {isDemo && <DemoBadge />}
      {(conversation || newInstructions) && (
        <Tooltip label="Instructions">
          <ActionIcon
            size="lg"
            aria-label="Instructions"
            variant={instructions ? 'light' : 'subtle'}
            color={instructions ? 'petrol' : 'gray'}
            onClick={() => setDoing('instruct')}
          >
            <IconAdjustmentsHorizontal size={19} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
      <InstructionsDialog
        instructions={instructions}
        opened={doing === 'instruct'}
        onClose={() => setDoing(null)}
        onKeep={keep}
      />
    </header>
  )
}
