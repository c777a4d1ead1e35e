import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import classes from './reply.module.css'

interface VersionSwitchProps {
  label: 'reply' | 'message'
  versions: readonly string[]
  current: string
  onSelect: (id: string) => void
}

/** Flips between several replies to one message, or several wordings of one turn; nothing where there is only one. */
export function VersionSwitch({ label, versions, current, onSelect }: VersionSwitchProps) {
  const index = versions.indexOf(current)
  if (versions.length < 2 || index < 0) return null
  const previous = versions[index - 1]
  const next = versions[index + 1]
  return (
    <span className={classes.versions} role="group" aria-label={`Versions of this ${label}`}>
      <ActionIcon
        size="sm"
        aria-label={`Previous ${label}`}
        disabled={previous === undefined}
        onClick={() => previous !== undefined && onSelect(previous)}
      >
        <IconChevronLeft size={15} />
      </ActionIcon>
      <span>
        {index + 1}/{versions.length}
      </span>
      <ActionIcon
        size="sm"
        aria-label={`Next ${label}`}
        disabled={next === undefined}
        onClick={() => next !== undefined && onSelect(next)}
      >
        <IconChevronRight size={15} />
      </ActionIcon>
    </span>
  )
}
