import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { announce } from '../connection/announcer.tsx'
import { copyText } from './copy-text.ts'

interface CopyButtonProps {
  label: string
  text: () => string
  withLabel?: boolean
}

/** Copies something, and shows for a moment that it did. */
export function CopyButton({ label, text, withLabel = false }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = async (): Promise<void> => {
    const done = await copyText(text())
    setCopied(done)
    announce(done ? 'Copied.' : 'Copying is not allowed here.')
  }

  const Icon = copied ? IconCheck : IconCopy
  if (withLabel) {
    return (
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        leftSection={<Icon size={13} />}
        aria-label={label}
        onClick={() => void copy()}
      >
        {copied ? 'Copied' : 'Copy'}
      </Button>
    )
  }
  return (
    <Tooltip label={copied ? 'Copied' : label}>
      <ActionIcon size="md" aria-label={label} onClick={() => void copy()}>
        <Icon size={16} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  )
}
