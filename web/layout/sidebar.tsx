import { ActionIcon, Button, Kbd, Tooltip } from '@mantine/core'
import { IconCode, IconPlus } from '@tabler/icons-react'
import { ConversationList } from '../conversations/conversation-list.tsx'
import { goTo } from '../routing/location.ts'
import { ColorSchemeMenu } from '../theme/color-scheme-menu.tsx'
import { Wordmark } from '../theme/wordmark.tsx'
import classes from './layout.module.css'

interface SidebarProps {
  conversationId: string | null
  onLeave: () => void
}

const modifier = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

/** The way to a new chat, to every earlier one, and to the settings of the page. */
export function Sidebar({ conversationId, onLeave }: SidebarProps) {
  return (
    <div className={classes.sidebar}>
      <div className={classes.brand}>
        <Wordmark />
      </div>
      <Button
        className={classes.newChat ?? ''}
        variant="default"
        justify="space-between"
        leftSection={<IconPlus size={17} stroke={1.9} />}
        rightSection={
          <span className={classes.keys} aria-hidden="true">
            <Kbd size="xs">{modifier}</Kbd>
            <Kbd size="xs">K</Kbd>
          </span>
        }
        aria-label="New chat"
        onClick={() => {
          goTo(null)
          onLeave()
        }}
      >
        New chat
      </Button>
      <nav className={classes.nav} aria-label="Earlier conversations">
        <ConversationList current={conversationId} onLeave={onLeave} />
      </nav>
      <div className={classes.foot}>
        <ColorSchemeMenu />
        <Tooltip label="GraphQL playground">
          <ActionIcon component="a" href="/playground" size="lg" aria-label="GraphQL playground">
            <IconCode size={19} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  )
}
