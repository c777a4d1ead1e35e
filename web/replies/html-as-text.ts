interface Node {
  type: string
  value?: string
  children?: Node[]
}

/**
 * A remark plugin that shows HTML as it was typed. It is never rendered, and leaving it out would swallow what a model
 * wrote about it outside of a code block.
 */
export const htmlAsText = () => (tree: object) => replaceIn(tree as Node)

function replaceIn(parent: Node): void {
  parent.children = parent.children?.map((node) => {
    if (node.type !== 'html') {
      replaceIn(node)
      return node
    }
    const text: Node = { type: 'text', value: node.value ?? '' }
    // Between blocks bare text has no place of its own; inside a paragraph or a heading it is one word among others.
    return isFlow(parent) ? { type: 'paragraph', children: [text] } : text
  }) as Node[]
}

const isFlow = ({ type }: Node): boolean => ['root', 'blockquote', 'listItem', 'footnoteDefinition'].includes(type)
