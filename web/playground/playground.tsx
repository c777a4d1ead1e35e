import { GraphiQL } from 'graphiql'
import { createFetcher } from './fetcher.ts'
import { starters } from './starters.ts'

const fetcher = createFetcher()
// The editor opens the first tab's text but not its variables; once it has kept tabs of its own, those count.
const firstVariables =
  localStorage.getItem('graphiql:tabState') === null ? { initialVariables: starters[0].variables ?? '' } : {}

// The client's choice of light or dark holds here too; without one, GraphiQL follows the system as the client does.
const scheme = localStorage.getItem('mantine-color-scheme-value')
const theme = scheme === 'light' || scheme === 'dark' ? ({ forcedTheme: scheme } as const) : {}

/** GraphiQL on this server, signed in as the viewer of this browser, with a walk through the API in its tabs. */
export function Playground() {
  return (
    <GraphiQL
      fetcher={fetcher}
      defaultTabs={starters}
      {...firstVariables}
      {...theme}
      defaultEditorToolsVisibility="variables"
      inputValueDeprecation
      schemaDescription
    >
      <GraphiQL.Logo>
        <a className="playground-home" href="/">
          <img src="/favicon.svg" alt="" width={20} height={20} />
          Back to Parley
        </a>
      </GraphiQL.Logo>
    </GraphiQL>
  )
}
