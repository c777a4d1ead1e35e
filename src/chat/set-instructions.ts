import type { Viewer } from '../access/viewer.ts'
import type { ConversationEntity } from '../conversation/conversation.entity.ts'
import { changeConversation } from './change-conversation.ts'
import type { ChatDeps } from './deps.ts'
import { asInstructions } from './input.ts'

/** Sets what the models are told before the conversation, from its next reply on; null returns to the server's instructions. */
export const setInstructions =
  (deps: ChatDeps) =>
  async (viewer: Viewer, id: string, instructions: string | null | undefined): Promise<ConversationEntity> =>
    changeConversation(deps, viewer, { id, to: { instructions: asInstructions(instructions) } })
