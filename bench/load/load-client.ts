import { Agent } from 'undici'
import { answerParent, tellReady } from '../process/serve-parent.ts'
import type { LoadCommand } from './commands.ts'
import { createDialect } from './create-dialect.ts'
import { Run } from './run.ts'

let run: Run | undefined
let agent: Agent | undefined

answerParent((content) => carryOut(content as LoadCommand))
tellReady({ url: '' })

async function carryOut(command: LoadCommand): Promise<unknown> {
  switch (command.type) {
    case 'streams':
      return begin(command).streams(command)
    case 'fan-out':
      return begin(command).fanOut(command)
    case 'idle-begin':
      return begin(command).idleBegin(command)
    case 'idle-open':
      return running().idleOpen(command)
    case 'finish': {
      const figures = await running().finish(command)
      await agent?.destroy()
      return figures
    }
  }
}

function begin(command: Extract<LoadCommand, { url: string }>): Run {
  run?.close()
  // Servers come and go at new addresses: no connection of one run is of use to the next.
  agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 })
  const oneViewer = command.type !== 'streams'
  run = new Run(createDialect(command.dialect, { url: command.url, dispatcher: agent, oneViewer }), command.name)
  return run
}

function running(): Run {
  if (!run) throw new Error('There is no run to go on with')
  return run
}
