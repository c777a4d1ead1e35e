import { useQuery } from '@apollo/client/react'
import { useState } from 'react'
import { ModelsDocument } from '../generated/graphql.ts'
import { chosenModel, rememberModel } from './chosen-model.ts'
import type { Model } from './chosen-model.ts'

export interface ChosenModel {
  models: readonly Model[]
  model: Model | null
  loading: boolean
  choose: (id: string) => void
  /** Asks again which models answer. */
  refresh: () => void
}

/** The models of the server, and the one that this conversation goes to. */
export function useChosenModel(conversationId: string | null): ChosenModel {
  const { data, loading, refetch } = useQuery(ModelsDocument)
  // The choice itself lies in the browser's storage; the counter says that it changed.
  const [, setChoices] = useState(0)
  const models = data?.models ?? []
  return {
    models,
    model: chosenModel(localStorage, models, conversationId),
    loading: loading && !data,
    choose: (id) => {
      rememberModel(localStorage, id, conversationId)
      setChoices((count) => count + 1)
    },
    // A failure is told by the connection label already.
    refresh: () => void refetch().catch(() => {}),
  }
}
