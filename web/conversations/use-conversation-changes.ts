import { useMutation } from '@apollo/client/react'
import { notifications } from '@mantine/notifications'
import { errorWords } from '../connection/error-words.ts'
import { toFault } from '../connection/fault.ts'
import {
  DeleteConversationDocument,
  RenameConversationDocument,
  SetInstructionsDocument,
} from '../generated/graphql.ts'
import { leaveDeleted, noteDeletion } from './leave-deleted.ts'

/** Says in words why a change did not happen. */
export function tellFault(error: unknown): void {
  const { title, advice } = errorWords(toFault(error))
  notifications.show({ title, message: advice, color: 'orange', autoClose: 8_000 })
}

/** What can be changed about a conversation; each answers whether it was done, and tells where it was not. */
export function useConversationChanges() {
  const [rename] = useMutation(RenameConversationDocument)
  const [setInstructions] = useMutation(SetInstructionsDocument)
  const [remove] = useMutation(DeleteConversationDocument)

  return {
    rename: (id: string, title: string) => settled(rename({ variables: { id, title } })),
    setInstructions: (conversationId: string, instructions: string | null) =>
      settled(setInstructions({ variables: { conversationId, instructions } })),
    remove: (id: string) => {
      const takeBack = noteDeletion(id)
      const done = remove({ variables: { id }, update: (cache) => leaveDeleted(cache, id) })
      done.catch(takeBack)
      return settled(done)
    },
  }
}

async function settled(change: Promise<unknown>): Promise<boolean> {
  try {
    await change
    return true
  } catch (error) {
    tellFault(error)
    return false
  }
}
