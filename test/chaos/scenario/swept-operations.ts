import type { Outcome } from '../checker/records.ts'
import * as operations from '../client/operations.ts'
import type { Node } from '../cluster/node.ts'
import { messageText } from '../cluster/reply-plan.ts'
import type { Stage } from './stage.ts'

interface Told {
  outcome: Outcome
  code?: string | undefined
}

/** Something that a client does, and may do again. */
export interface SweptOperation {
  name: string
  /** Makes what it is done to, at a node where nothing fails; answers how to do it. */
  prepare(node: Node): Promise<(node: Node) => Promise<Told>>
}

/** Everything that the contract has, on rows of a viewer that is made for it. */
export async function sweptOperations(stage: Stage): Promise<SweptOperation[]> {
  const desk = await stage.desk()
  const { viewer, conversationId } = desk
  const [, elsewhere] = stage.cluster.nodes

  const open = async (pieces: number, paceMs: number) => {
    const sent = await viewer.send(desk.message(stage.plan(pieces, paceMs)), () => elsewhere!)
    return sent.answer!.replyId
  }
  // Of conversations that go away or change: nobody misses them in the end.
  const startAside = async () => {
    const input = { text: messageText(stage.plan(1, 0)) }
    const { data } = await viewer.askUntilTold<operations.SendAnswer>(operations.sendMessage, { input })
    return data!.sendMessage
  }
  const asked = (name: string, query: string, variables: () => Promise<object> | object): SweptOperation => ({
    name,
    prepare: async () => {
      const prepared = await variables()
      return (node) => viewer.ask(node, query, prepared)
    },
  })

  return [
    {
      name: 'send and read the reply',
      prepare: async () => {
        const message = desk.message(stage.plan(12, 15))
        return async (node) => {
          const sent = await viewer.trySend(node, message)
          if (!sent.answer) return sent
          const reader = stage.reader(viewer, { replyId: sent.answer.replyId, pick: () => node })
          await reader.run()
          return { outcome: reader.ended ? 'ok' : 'unknown' }
        }
      },
    },
    {
      name: 'stop',
      prepare: async (node) => {
        const sent = await viewer.send(desk.message(stage.plan(100, 20)), () => node)
        return (at) => viewer.stop(at, sent.answer!.replyId)
      },
    },
    asked('signInAnonymously', operations.signIn, () => ({})),
    asked('history', operations.history, () => ({ conversationId, first: 3 })),
    asked('conversations', operations.conversations, () => ({})),
    asked('reply', operations.reply, async () => ({ id: await open(1, 0) })),
    asked('renameConversation', rename, () => ({ id: conversationId, title: 'Another title' })),
    asked('setInstructions', instruct, () => ({ conversationId, instructions: 'Be brief.' })),
    asked('selectReply', select, async () => ({ replyId: await open(1, 0) })),
    asked('models', 'query { models { id } }', () => ({})),
    asked('viewer', 'query { viewer { id } }', () => ({})),
    {
      name: 'deleteConversation',
      prepare: async () => {
        const { conversation } = await startAside()
        return async (node) => {
          const answer = await viewer.ask(node, remove, { id: conversation.id })
          // Gone by the first try, whose answer was lost.
          return answer.code === 'NOT_FOUND' ? { outcome: 'ok' } : answer
        }
      },
    },
    {
      name: 'replyStream of a reply written elsewhere',
      prepare: async () => {
        const replyId = await open(12, 15)
        return async (node) => {
          const reader = stage.reader(viewer, { replyId, pick: () => node })
          await reader.run()
          return { outcome: reader.ended ? 'ok' : 'unknown' }
        }
      },
    },
  ]
}

const rename = 'mutation ($id: ID!, $title: String!) { renameConversation(id: $id, title: $title) { id } }'
const instruct = `mutation ($conversationId: ID!, $instructions: String) {
  setInstructions(conversationId: $conversationId, instructions: $instructions) { id } }`
const select = 'mutation ($replyId: ID!) { selectReply(replyId: $replyId) { id } }'
const remove = 'mutation ($id: ID!) { deleteConversation(id: $id) }'
