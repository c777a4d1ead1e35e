import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { memo, useState } from 'react'
import type { ConversationFieldsFragment } from '../generated/graphql.ts'
import { followLink, pathOf } from '../routing/location.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { TitleField } from './title-field.tsx'
import { titleOf } from './title-of.ts'
import classes from './conversations.module.css'

interface ConversationItemProps {
  conversation: ConversationFieldsFragment
  isCurrent: boolean
  onLeave: () => void
}

/** One line of the list: a link to the conversation, with what can be done to it behind a menu. */
export const ConversationItem = memo(function ConversationItem({
  conversation,
  isCurrent,
  onLeave,
}: ConversationItemProps) {
  const [doing, setDoing] = useState<'rename' | 'delete' | null>(null)
  const title = titleOf(conversation)
  const rest = (): void => setDoing(null)

  if (doing === 'rename') {
    return (
      <li className={classes.item}>
        <TitleField conversation={conversation} onDone={rest} />
      </li>
    )
  }
  return (
    <li className={classes.item} data-current={isCurrent || undefined}>
      <a
        href={pathOf(conversation.id)}
        className={classes.link}
        title={title}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={(event) => {
          followLink(event, conversation.id)
          if (event.defaultPrevented) onLeave()
        }}
        onDoubleClick={() => setDoing('rename')}
      >
        {title}
      </a>
      <Menu position="bottom-end" width={160}>
        <Menu.Target>
          <ActionIcon size="sm" className={classes.dots ?? ''} aria-label={`Actions for ${title}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setDoing('rename')}>
            Rename
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => setDoing('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteDialog conversation={conversation} opened={doing === 'delete'} onClose={rest} />
    </li>
  )
})
