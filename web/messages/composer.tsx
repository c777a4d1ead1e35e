import { ActionIcon, Textarea, Tooltip } from '@mantine/core'
import { useQuery } from '@apollo/client/react'
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { ServerDocument } from '../generated/graphql.ts'
import { ModelPicker } from '../models/model-picker.tsx'
import type { ChosenModel } from '../models/use-chosen-model.ts'
import { setDraft, useDraft } from './draft.ts'
import classes from './composer.module.css'

interface ComposerProps {
  conversationId: string | null
  chosen: ChosenModel
  /** A reply is being written: it can be stopped, and the next message waits for it. */
  busy: boolean
  stopping: boolean
  /** Something else must be settled before another message can be sent. */
  blocked: boolean
  onSend: (text: string) => void
  onStop: () => void
}

/** Where the next message is written: Enter sends, Shift and Enter begin a new line. */
export function Composer({ conversationId, chosen, busy, stopping, blocked, onSend, onStop }: ComposerProps) {
  const text = useDraft(conversationId)
  const field = useRef<HTMLTextAreaElement>(null)
  const { data } = useQuery(ServerDocument)
  const most = data?.server.maxTextLength ?? Infinity
  const tooLong = text.length > most
  const canSend = text.trim() !== '' && !busy && !blocked && !tooLong

  // On a touch screen focus opens a keyboard over half of the page: there the reader opens it.
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus({ preventScroll: true })
  }, [conversationId])

  // The button that was pressed to stop is gone with the reply's end: the reader goes on where they write.
  const wasBusy = useRef(busy)
  useEffect(() => {
    const isLost = document.activeElement === document.body || document.activeElement === null
    if (wasBusy.current && !busy && isLost && matchMedia('(hover: hover)').matches) field.current?.focus()
    wasBusy.current = busy
  }, [busy])

  const send = (): void => {
    if (!canSend) return
    onSend(text)
    setDraft(conversationId, '')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <div className={classes.dock}>
      <form
        className={classes.card}
        aria-label="Write a message"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <Textarea
          ref={field}
          aria-label="Message"
          placeholder="Ask anything"
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={9}
          classNames={{ input: classes.input ?? '' }}
          value={text}
          onChange={(event) => setDraft(conversationId, event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div className={classes.bar}>
          <ModelPicker {...chosen} />
          {text.length > most * 0.9 && (
            <span className={classes.count} data-over={tooLong || undefined} role="status">
              {text.length.toLocaleString()} of {most.toLocaleString()} characters
            </span>
          )}
          {busy ? (
            <Tooltip label="Stop (Esc)">
              <ActionIcon
                className={classes.send ?? ''}
                variant="filled"
                color="dark"
                radius="xl"
                size={36}
                aria-label="Stop"
                loading={stopping}
                onClick={onStop}
              >
                <IconPlayerStopFilled size={16} />
              </ActionIcon>
            </Tooltip>
          ) : (
            <ActionIcon
              className={classes.send ?? ''}
              type="submit"
              variant="filled"
              color="petrol"
              radius="xl"
              size={36}
              aria-label="Send"
              disabled={!canSend}
            >
              <IconArrowUp size={19} stroke={2.2} />
            </ActionIcon>
          )}
        </div>
      </form>
      <p className={classes.hint}>Models can be wrong. Check what matters.</p>
    </div>
  )
}
