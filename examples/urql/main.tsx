import { createRoot } from 'react-dom/client'
import { Provider } from 'urql'
import { Conversation } from './conversation.tsx'
import { createParleyClient } from './parley-client.ts'
import { signIn } from './sign-in.ts'

const page = createRoot(document.getElementById('page') as HTMLElement)

try {
  const client = createParleyClient(await signIn())
  page.render(
    <Provider value={client}>
      <Conversation />
    </Provider>,
  )
} catch (error) {
  page.render(<p role="alert">Parley cannot be reached or lets nobody in: {(error as Error).message}</p>)
}
