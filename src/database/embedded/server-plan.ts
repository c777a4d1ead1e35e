import type { Binaries } from './binaries.ts'
import type { Endpoint } from './endpoint.ts'
import type { ServerSettings } from './server-settings.ts'
import type { ServerUser } from './server-user.ts'

/** All that stays the same for the server of one data folder, however often it has to be started. */
export interface ServerPlan {
  cluster: string
  logPath: string
  passwordFile: string
  binaries: Binaries
  user: ServerUser | null
  endpoint: Endpoint
  settings: ServerSettings
  onProgress: (line: string) => void
}
