/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A message to send. */
export type SendMessageInput = {
  /** The reply after which this message stands; where null, the newest one. An older one starts a branch. A reply that is still being written is a CONFLICT. */
  afterReplyId?: string | null | undefined;
  /** Made by the client, unique per viewer: sending again with the same id returns the first result and starts nothing. The same id with another content is a CONFLICT. */
  clientMessageId?: string | null | undefined;
  /** Where null, a new conversation is started. */
  conversationId?: string | null | undefined;
  /** What the models are told before a new conversation; not allowed together with conversationId. */
  instructions?: string | null | undefined;
  /** `provider/model`, a provider's name (its default model), or an alias from the configuration; where null, the default route. */
  model?: string | null | undefined;
  /** What to say. Not blank, and not longer than `server.maxTextLength`. */
  text: string;
};

export type BecomeViewerMutationVariables = Exact<{ [key: string]: never; }>;


export type BecomeViewerMutation = { signInAnonymously: { token: string } };

export type AskMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type AskMutation = { sendMessage: { reply: { id: string } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const BecomeViewerDocument = new TypedDocumentString(`
    mutation BecomeViewer {
  signInAnonymously {
    token
  }
}
    `) as unknown as TypedDocumentString<BecomeViewerMutation, BecomeViewerMutationVariables>;
export const AskDocument = new TypedDocumentString(`
    mutation Ask($input: SendMessageInput!) {
  sendMessage(input: $input) {
    reply {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<AskMutation, AskMutationVariables>;