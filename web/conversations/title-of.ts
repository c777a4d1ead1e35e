import type { ConversationFieldsFragment } from '../generated/graphql.ts'

/** What to call a conversation, with or without a title. */
export const titleOf = ({ title }: Pick<ConversationFieldsFragment, 'title'>): string => title?.trim() || 'New chat'
