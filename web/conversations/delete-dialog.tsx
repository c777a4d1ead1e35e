import { Button, Group, Modal, Text } from '@mantine/core'
import { useState } from 'react'
import { announce } from '../connection/announcer.tsx'
import type { ConversationFieldsFragment } from '../generated/graphql.ts'
import { titleOf } from './title-of.ts'
import { useConversationChanges } from './use-conversation-changes.ts'

interface DeleteDialogProps {
  conversation: ConversationFieldsFragment
  opened: boolean
  onClose: () => void
}

/** Asks before a conversation is deleted: nothing brings it back. */
export function DeleteDialog({ conversation, opened, onClose }: DeleteDialogProps) {
  const { remove } = useConversationChanges()
  const [busy, setBusy] = useState(false)

  const confirm = async (): Promise<void> => {
    setBusy(true)
    if (await remove(conversation.id)) announce('Conversation deleted.')
    setBusy(false)
    onClose()
  }
  return (
    <Modal opened={opened} onClose={onClose} title="Delete this conversation?" size="sm">
      <Text size="sm" mb="lg">
        “{titleOf(conversation)}” and all its replies will be gone for good.
      </Text>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button color="red" loading={busy} onClick={() => void confirm()}>
          Delete
        </Button>
      </Group>
    </Modal>
  )
}
