import { Button, Group, Modal, Text, Textarea } from '@mantine/core'
import { useState } from 'react'

interface InstructionsDialogProps {
  instructions: string | null
  opened: boolean
  onClose: () => void
  /** Answers whether it was kept. */
  onKeep: (instructions: string | null) => Promise<boolean>
}

/** What the model is told before it reads this conversation. */
export function InstructionsDialog({ opened, onClose, ...form }: InstructionsDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Instructions" size="lg">
      <InstructionsForm {...form} onClose={onClose} />
    </Modal>
  )
}

function InstructionsForm({ instructions, onClose, onKeep }: Omit<InstructionsDialogProps, 'opened'>) {
  const [text, setText] = useState(instructions ?? '')
  const [busy, setBusy] = useState(false)

  const keep = async (): Promise<void> => {
    setBusy(true)
    const kept = await onKeep(text.trim() || null)
    setBusy(false)
    if (kept) onClose()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        The model reads these before every message of this conversation. Left empty, the server’s own apply.
      </Text>
      <Textarea
        aria-label="Instructions"
        placeholder="For example: answer in German, briefly, with sources."
        autosize
        minRows={5}
        maxRows={14}
        value={text}
        data-autofocus
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          Save
        </Button>
      </Group>
    </form>
  )
}
