import type { ReplyFieldsFragment } from '../generated/graphql.ts'

/** True while a reply may still grow. */
export const isOpen = ({ status }: Pick<ReplyFieldsFragment, 'status'>): boolean =>
  status === 'PENDING' || status === 'STREAMING'
