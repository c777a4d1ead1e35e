/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The closed list of `extensions.code`, and of the codes that a failed reply carries. */
export type ErrorCode =
  /** Something in the request is wrong; the message says what is allowed. */
  | 'BAD_USER_INPUT'
  /** The request contradicts what is there: an id used twice, or a reply still being written. */
  | 'CONFLICT'
  /** A provider’s content filter blocked the request or the answer. */
  | 'CONTENT_BLOCKED'
  /** The conversation or message is longer than the model can read. */
  | 'CONTEXT_TOO_LONG'
  /** The viewer may not do this. */
  | 'FORBIDDEN'
  /** Something went wrong here. The request id helps the operator to find out what. */
  | 'INTERNAL'
  /** There is no such model here; `models` lists those there are. */
  | 'MODEL_NOT_FOUND'
  /** There is no such thing, or it is not the viewer’s: the answer does not tell which. */
  | 'NOT_FOUND'
  /** This server cannot take the request now. Try again after `retryAfterMs`. */
  | 'OVERLOADED'
  /** A provider answered something that is no answer. */
  | 'PROVIDER_BAD_RESPONSE'
  /** A provider refuses this server, mostly for a wrong key. Its operator has to act. */
  | 'PROVIDER_MISCONFIGURED'
  /** A provider is overloaded. */
  | 'PROVIDER_OVERLOADED'
  /** This server’s account with a provider is used up. Its operator has to act. */
  | 'PROVIDER_QUOTA'
  /** A provider takes no more requests for a while. */
  | 'PROVIDER_RATE_LIMITED'
  /** A provider refused the request as it stands. */
  | 'PROVIDER_REJECTED'
  /** A provider did not answer in time. */
  | 'PROVIDER_TIMEOUT'
  /** A provider cannot be reached or fails. */
  | 'PROVIDER_UNAVAILABLE'
  /** The viewer has used up what they are allowed. */
  | 'QUOTA_EXCEEDED'
  /** Too many requests in a short time. Try again after `retryAfterMs`. */
  | 'RATE_LIMITED'
  /** The reply was cut off; what was written is kept. */
  | 'REPLY_INTERRUPTED'
  /** The request is larger than this server or the model takes. */
  | 'REQUEST_TOO_LARGE'
  /** No valid token came with the request. Sign in and send it. */
  | 'UNAUTHENTICATED';

/** How far a reply has come. The last three are final. */
export type ReplyStatus =
  /** The model finished it. */
  | 'COMPLETED'
  /** It ended with an error; what was written is kept. */
  | 'FAILED'
  /** Asked for; the model has not said a word yet. */
  | 'PENDING'
  /** A viewer stopped it; what was written is kept. */
  | 'STOPPED'
  /** The model is writing it. */
  | 'STREAMING';

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

export type ReplyPartsFragment = { id: string, status: ReplyStatus, text: string, cursor: string, model: string | null, error: { code: ErrorCode, message: string } | null };

export type MessagePartsFragment = { id: string, text: string, reply: { id: string, status: ReplyStatus, text: string, cursor: string, model: string | null, error: { code: ErrorCode, message: string } | null } | null };

export type SignInMutationVariables = Exact<{ [key: string]: never; }>;


export type SignInMutation = { signInAnonymously: { token: string } };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { viewer: { id: string } };

export type RecentMessagesQueryVariables = Exact<{
  conversationId: string;
}>;


export type RecentMessagesQuery = { history: { edges: Array<{ cursor: string, node: { id: string, text: string, reply: { id: string, status: ReplyStatus, text: string, cursor: string, model: string | null, error: { code: ErrorCode, message: string } | null } | null } }> } };

export type SendMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMutation = { sendMessage: { conversation: { id: string, title: string | null }, message: { id: string, text: string, reply: { id: string, status: ReplyStatus, text: string, cursor: string, model: string | null, error: { code: ErrorCode, message: string } | null } | null } } };

export const ReplyPartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplyParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Reply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ReplyPartsFragment, unknown>;
export const MessagePartsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"reply"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReplyParts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplyParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Reply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<MessagePartsFragment, unknown>;
export const SignInDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SignIn"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signInAnonymously"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}}]}}]}}]} as unknown as DocumentNode<SignInMutation, SignInMutationVariables>;
export const WhoAmIDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoAmI"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<WhoAmIQuery, WhoAmIQueryVariables>;
export const RecentMessagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecentMessages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"conversationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"history"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"conversationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"conversationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"30"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageParts"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplyParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Reply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"reply"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReplyParts"}}]}}]}}]} as unknown as DocumentNode<RecentMessagesQuery, RecentMessagesQueryVariables>;
export const SendDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Send"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SendMessageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendMessage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"MessageParts"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ReplyParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Reply"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MessageParts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Message"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"reply"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ReplyParts"}}]}}]}}]} as unknown as DocumentNode<SendMutation, SendMutationVariables>;