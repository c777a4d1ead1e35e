import type { Contender, StartedServer } from '../contenders.ts'
import type { LoadCommand, LoadFigures } from '../load/commands.ts'
import type { BenchPostgres } from '../process/bench-postgres.ts'
import type { Bundles } from '../process/bundle-parts.ts'
import type { ModelCommand, SentTokens } from '../model/model-order.ts'
import type { Part } from '../process/start-part.ts'

/** All that stands around the servers, for a whole run of the bench. */
export interface Stage {
  model: Part
  load: Part
  postgres: BenchPostgres
  bundles: Bundles
  /** Ends every wait. */
  signal: AbortSignal
}

/** What opening thousands of sockets may take on a machine that has much else to do. */
const commandMs = 90_000
const modelMs = 10_000

export const command = (stage: Stage, content: LoadCommand): Promise<void> => stage.load.ask(content, commandMs)

interface Window {
  fromMs: number
  toMs: number
  /** How long the replies may take to end. */
  drainMs: number
}

/** Ends the model's replies, waits until the readers have them whole, and answers what they got. */
export async function finish(stage: Stage, window: Window): Promise<LoadFigures> {
  const sent = await tellModel(stage, 'wind-up')
  return stage.load.ask(finishCommand(window, sent), commandMs + window.drainMs)
}

const tellModel = ({ model }: Stage, told: ModelCommand): Promise<SentTokens> => model.ask(told, modelMs)
const finishCommand = (window: Window, sent: SentTokens): LoadCommand => ({ type: 'finish', ...window, sent })

/** Starts a server for one run and stops it, however the run ends. */
export async function withServer<Result>(
  stage: Stage,
  { contender, collectsGarbage = false }: { contender: Contender; collectsGarbage?: boolean },
  work: (server: StartedServer) => Promise<Result>,
): Promise<Result> {
  stage.signal.throwIfAborted()
  const { model, postgres, bundles } = stage
  await tellModel(stage, 'begin')
  const server = await contender.start({ modelUrl: model.url, postgres, bundles, collectsGarbage })
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}
