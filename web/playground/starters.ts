interface Starter {
  query: string
  variables?: string
}

/** The tabs of a playground that is opened for the first time: a walk through the API in the order in which it is used. */
export const starters: [Starter, ...Starter[]] = [
  {
    query: `# 1. Send a message: it begins a conversation.
# Run it (Ctrl or Cmd + Enter), then copy the ids
# of reply and conversation for the next tabs.
mutation Send($text: String!) {
  sendMessage(input: { text: $text }) {
    conversation {
      id
      title
    }
    message {
      id
    }
    reply {
      id
      status
      cursor
    }
  }
}
`,
    variables: '{\n  "text": "What is Parley?"\n}',
  },
  {
    query: `# 2. Watch a reply being written, from its beginning
# or from the last cursor that you saw.
subscription Stream($replyId: ID!, $after: ReplyCursor) {
  replyStream(replyId: $replyId, after: $after) {
    __typename
    ... on ReplyDelta {
      cursor
      text
    }
    ... on ReplyReset {
      cursor
      reason
    }
    ... on ReplyNotice {
      cursor
      kind
      model
    }
    ... on ReplyEnd {
      cursor
      reply {
        status
        text
      }
    }
  }
}
`,
    variables: '{\n  "replyId": "paste reply.id of the first tab here"\n}',
  },
  {
    query: `# 3. Read a conversation, newest page first.
query History($conversationId: ID!, $before: String) {
  history(conversationId: $conversationId, last: 10, before: $before) {
    edges {
      node {
        text
        createdAt
        reply {
          status
          text
          model
        }
        replies {
          id
        }
      }
    }
    pageInfo {
      hasPreviousPage
      startCursor
    }
  }
}
`,
    variables: '{\n  "conversationId": "paste conversation.id of the first tab here"\n}',
  },
  {
    query: `# 4. Your conversations, most recently active first.
query Conversations($after: String) {
  conversations(first: 20, after: $after) {
    edges {
      node {
        id
        title
        lastActiveAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  },
  {
    query: `# 5. The models, and which can be reached now.
query Models {
  models {
    id
    available
    unavailableReason
    isDefault
    contextTokens
  }
  server {
    version
    anonymousSignIn
    maxTextLength
  }
}
`,
  },
  {
    query: `# 6. Follow everything: run it, then send a message or
# rename a conversation in another tab.
subscription Follow($after: ViewerEventCursor) {
  viewerEvents(after: $after) {
    __typename
    ... on ConversationChanged {
      cursor
      created
      conversation {
        id
        title
      }
    }
    ... on ConversationDeleted {
      cursor
      conversationId
    }
    ... on MessageSent {
      cursor
      message {
        id
        text
      }
    }
    ... on ReplyOpened {
      cursor
      reply {
        id
        status
      }
    }
    ... on ReplySettled {
      cursor
      reply {
        id
        status
      }
    }
  }
}
`,
  },
  {
    query: `# 7. You are signed in already, as the viewer of this
# browser. This makes another one; to act for it, put
# its token into the Headers below, as
# { "authorization": "Bearer …" }
mutation SignIn {
  signInAnonymously {
    token
    viewer {
      id
      role
    }
  }
}
`,
  },
]
