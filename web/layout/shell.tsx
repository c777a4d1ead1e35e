import { Drawer } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { useEffect } from 'react'
import { Announcer } from '../connection/announcer.tsx'
import { useConnection } from '../connection/connection-context.tsx'
import { ConnectionLabel } from '../connection/connection-label.tsx'
import { ChatView } from '../messages/chat-view.tsx'
import { goTo, usePlace } from '../routing/location.ts'
import { Sidebar } from './sidebar.tsx'
import classes from './layout.module.css'

/** The page: the conversations beside the one on show, or in a drawer on a narrow screen. */
export function Shell() {
  const { conversationId } = usePlace()
  const [drawerOpen, drawer] = useDisclosure(false)
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const { feed } = useConnection()
  useEffect(() => feed.start(), [feed])
  useNewChatKey()

  return (
    <div className={classes.shell}>
      {isNarrow ? (
        <Drawer
          opened={drawerOpen}
          onClose={drawer.close}
          size={300}
          padding={0}
          withCloseButton={false}
          aria-label="Conversations"
          classNames={{ body: classes.drawerBody ?? '', content: classes.drawer ?? '' }}
        >
          <Sidebar conversationId={conversationId} onLeave={drawer.close} />
        </Drawer>
      ) : (
        <aside className={classes.aside} aria-label="Conversations">
          <Sidebar conversationId={conversationId} onLeave={drawer.close} />
        </aside>
      )}
      <ChatView conversationId={conversationId} onMenu={drawer.open} />
      <ConnectionLabel />
      <Announcer />
    </div>
  )
}

function useNewChatKey(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      goTo(null)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
