import { deleteConversation } from './delete-conversation.ts'
import { findConversation } from './find-conversation.ts'
import { findReply } from './find-reply.ts'
import { followReply } from './follow-reply.ts'
import { findEventCursor, followViewer } from './follow-viewer.ts'
import { listConversations } from './list-conversations.ts'
import { readHistory } from './read-history.ts'
import { regenerateReply } from './regenerate-reply.ts'
import { renameConversation } from './rename-conversation.ts'
import { selectReply } from './select-reply.ts'
import { sendMessage } from './send-message.ts'
import { setInstructions } from './set-instructions.ts'
import { signInAnonymously } from './sign-in-anonymously.ts'
import { stopReply } from './stop-reply.ts'
import type { ChatDeps } from './deps.ts'

/** Everything a viewer can do. Each verb checks for itself that the viewer may. */
export const createChat = (deps: ChatDeps) => ({
  signInAnonymously: signInAnonymously(deps),
  sendMessage: sendMessage(deps),
  regenerateReply: regenerateReply(deps),
  stopReply: stopReply(deps),
  selectReply: selectReply(deps),
  renameConversation: renameConversation(deps),
  setInstructions: setInstructions(deps),
  deleteConversation: deleteConversation(deps),
  findConversation: findConversation(deps),
  listConversations: listConversations(deps),
  readHistory: readHistory(deps),
  findReply: findReply(deps),
  followReply: followReply(deps),
  followViewer: followViewer(deps),
  findEventCursor: findEventCursor(deps),
})

export type Chat = ReturnType<typeof createChat>
