import { spawnParley } from '../test/kit/spawn-parley.ts'
import type { DialectName } from './load/commands.ts'
import type { BenchPostgres } from './process/bench-postgres.ts'
import type { Bundles, PartName } from './process/bundle-parts.ts'
import { startPart } from './process/start-part.ts'

/** What every server is given, whether it has a use for it or not. */
export interface Surroundings {
  modelUrl: string
  postgres: BenchPostgres
  bundles: Bundles
  /** Whether it is to collect its garbage when it gets SIGUSR2. */
  collectsGarbage: boolean
}

/** A server that was started for one run. */
export interface StartedServer {
  pid: number
  url: string
  /** Where it stores what it stores. */
  databaseUrl?: string
  stop(): Promise<unknown>
}

/** A server to be compared. */
export interface Contender {
  name: string
  title: string
  dialect: DialectName
  /** Whether several readers can follow one reply. */
  shares: boolean
  start(surroundings: Surroundings): Promise<StartedServer>
}

/** In the order in which they are measured and shown. */
export const contenders: Contender[] = [
  { ...peer('relay'), title: 'bare WebSocket relay', dialect: 'relay', shares: true },
  { name: 'parley', title: 'Parley, everything stored', dialect: 'parley', shares: true, start: startParley },
  { ...peer('apollo'), title: 'Apollo Server, graphql-ws', dialect: 'graphql', shares: false },
  { ...peer('yoga'), title: 'GraphQL Yoga, SSE', dialect: 'yoga', shares: false },
  { ...peer('mercurius'), title: 'Mercurius, WebSocket', dialect: 'graphql', shares: false },
  { ...peer('ai-sdk'), title: 'AI SDK streamText, SSE', dialect: 'ui-messages', shares: false },
]

function peer(name: PartName): Pick<Contender, 'name' | 'start'> {
  return {
    name,
    start: ({ modelUrl, bundles, collectsGarbage }) =>
      startPart(bundles.path(name), { args: [modelUrl], env: garbageEnvironment(bundles, collectsGarbage) }),
  }
}

/** Each on a database of its own: none finds what another left open. */
async function startParley({ modelUrl, postgres, bundles, collectsGarbage }: Surroundings): Promise<StartedServer> {
  const database = await postgres.createDatabase()
  const server = await spawnParley({
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      DATABASE_URL: database.url,
      PARLEY_SERVERS: `bench=${modelUrl}`,
      PARLEY_ANONYMOUS: 'on',
      ...garbageEnvironment(bundles, collectsGarbage),
    },
  })
  const stop = () => server.kill('SIGKILL').then(() => database.drop())
  return { pid: server.pid, url: `${server.url}/graphql`, databaseUrl: database.url, stop }
}

function garbageEnvironment(bundles: Bundles, collects: boolean): Record<string, string> {
  return collects ? { NODE_OPTIONS: `--import=${bundles.path('collect-garbage')}` } : {}
}
