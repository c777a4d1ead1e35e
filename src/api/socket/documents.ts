import { parse, validate, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql'
import { longestKeptDocument, maxTokens, mostDocuments } from '../limits.ts'
import { operationCost } from '../operation-cost.ts'

/**
 * Parses and validates as over HTTP, which does not happen on a socket by itself. Valid documents are kept: clients send
 * few different ones over and over, and one that is kept is shared by all the subscriptions that use it.
 */
export class Documents {
  readonly #known = new Map<string, DocumentNode>()

  constructor(private readonly schema: GraphQLSchema) {}

  /** The document, or why it is refused. Throws where it is none at all. */
  read(source: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#known.get(source)
    if (known) {
      // The one that was used longest ago goes first.
      this.#known.delete(source)
      this.#known.set(source, known)
      return known
    }
    const document = parse(source, { maxTokens })
    // The cost first: on a document made to be costly, some of graphql's own rules are what costs.
    const tooMuch = validate(this.schema, document, [operationCost])
    const errors = tooMuch.length > 0 ? tooMuch : validate(this.schema, document)
    if (errors.length > 0) return errors
    if (source.length <= longestKeptDocument) this.#keep(source, document)
    return document
  }

  #keep(source: string, document: DocumentNode): void {
    this.#known.set(source, document)
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostDocuments && oldest !== undefined) this.#known.delete(oldest)
  }
}
