import { expect, it } from 'vitest'
import { chooseOperation } from './choose-operation.ts'

const both = 'query Models { models { id } } subscription Follow { viewerEvents { __typename } }'

it('runs the operation that was named', () => {
  expect(chooseOperation(both, 'Models')).toEqual({ operationName: 'Models', isSubscription: false })
  expect(chooseOperation(both, 'Follow')).toEqual({ operationName: 'Follow', isSubscription: true })
})

it('runs the only operation of a text under whatever name the tab before it had', () => {
  expect(chooseOperation('query Models { models { id } }', 'Send')).toEqual({
    operationName: 'Models',
    isSubscription: false,
  })
  expect(chooseOperation('subscription { viewerEvents { __typename } }', 'Send')).toEqual({
    operationName: null,
    isSubscription: true,
  })
})

it('leaves it to the server to refuse what names none of several, or is no document', () => {
  expect(chooseOperation(both, 'Send')).toEqual({ operationName: 'Send', isSubscription: false })
  expect(chooseOperation(both, undefined)).toEqual({ operationName: null, isSubscription: false })
  expect(chooseOperation('{ models', 'Send')).toEqual({ operationName: 'Send', isSubscription: false })
})
