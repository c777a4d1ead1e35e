import { Button, Group, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import classes from './messages.module.css'

interface EditMessageProps {
  text: string
  isFirst: boolean
  onCancel: () => void
  onSend: (text: string) => void
}

/** A message being put in other words; the old wording and its replies stay beside the new one. */
export function EditMessage({ text: before, isFirst, onCancel, onSend }: EditMessageProps) {
  const [text, setText] = useState(before)
  const canSend = text.trim() !== '' && text.trim() !== before.trim()

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault()
      onCancel()
    }
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (canSend) onSend(text)
  }
  return (
    <div className={classes.edit}>
      <Textarea
        aria-label="Edit message"
        description={isFirst ? 'The first message has nothing before it: this starts a new chat.' : undefined}
        inputWrapperOrder={['input', 'description']}
        autosize
        minRows={2}
        maxRows={12}
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Group justify="flex-end" gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="compact-sm" disabled={!canSend} onClick={() => onSend(text)}>
          Send again
        </Button>
      </Group>
    </div>
  )
}
