import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { ConversationFieldsFragment } from '../generated/graphql.ts'
import { titleOf } from './title-of.ts'
import { useConversationChanges } from './use-conversation-changes.ts'

interface TitleFieldProps {
  conversation: ConversationFieldsFragment
  onDone: () => void
}

/** A title being changed where it stands: Enter or leaving keeps it, Escape does not. */
export function TitleField({ conversation, onDone }: TitleFieldProps) {
  const { rename } = useConversationChanges()
  const [title, setTitle] = useState(titleOf(conversation))

  const keep = async (): Promise<void> => {
    const words = title.trim()
    if (words && words !== titleOf(conversation)) await rename(conversation.id, words)
    onDone()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') void keep()
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onDone()
  }
  return (
    <TextInput
      size="xs"
      flex={1}
      aria-label="Title"
      value={title}
      maxLength={200}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTitle(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => void keep()}
    />
  )
}
