const longestTitle = 60

/** A conversation's first title: the first words of its first message, cut between words where that is possible. */
export function titleOf(text: string): string {
  const line = text.trim().replace(/\s+/gu, ' ')
  const characters = Array.from(line)
  if (characters.length <= longestTitle) return line
  const start = characters.slice(0, longestTitle - 1).join('')
  const lastSpace = start.lastIndexOf(' ')
  return `${lastSpace > longestTitle / 2 ? start.slice(0, lastSpace) : start}…`
}
