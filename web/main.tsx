import './theme/mantine-styles.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createConnection } from './connection/client.ts'
import { goTo } from './routing/location.ts'

// Another viewer owns other conversations: nothing of this page's address is theirs.
const connection = createConnection(() => goTo(null, { replace: true }))
addEventListener('online', connection.reachability.checkNow)
addEventListener('offline', () => connection.reachability.report('http', false))

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id root.')
createRoot(root).render(
  <StrictMode>
    <App connection={connection} />
  </StrictMode>,
)
