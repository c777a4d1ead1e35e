/** What to call a model next to its reply: its name, without the provider that the picker shows in full. */
export function modelLabel(id: string): string {
  const slash = id.indexOf('/')
  return slash < 0 ? id : id.slice(slash + 1)
}
