import { ApolloProvider } from '@apollo/client/react'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { Connection } from './connection/client.ts'
import { ConnectionContext } from './connection/connection-context.tsx'
import { SignInGate } from './connection/sign-in-gate.tsx'
import { CrashBoundary } from './layout/crash-boundary.tsx'
import { Shell } from './layout/shell.tsx'
import { SendingProvider } from './messages/sending-context.tsx'
import { cssVariablesResolver, theme } from './theme/theme.ts'

/** The client, from its looks to its connection. */
export function App({ connection }: { connection: Connection }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <Notifications position="bottom-right" limit={3} />
      <ConnectionContext value={connection}>
        <ApolloProvider client={connection.client}>
          <CrashBoundary>
            <SignInGate>
              <SendingProvider>
                <Shell />
              </SendingProvider>
            </SignInGate>
          </CrashBoundary>
        </ApolloProvider>
      </ConnectionContext>
    </MantineProvider>
  )
}
