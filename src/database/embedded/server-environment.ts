import { systemPath } from './server-command.ts'

/** What the server's programs see of our environment: nothing, for it holds keys. */
export function serverEnvironment(extraLibraries: string | null): NodeJS.ProcessEnv | undefined {
  // Windows programs do not even load without some of its variables.
  if (process.platform === 'win32') return undefined
  const libraries = extraLibraries ? { LD_LIBRARY_PATH: extraLibraries, DYLD_LIBRARY_PATH: extraLibraries } : {}
  return { PATH: systemPath, LC_ALL: 'C', ...libraries }
}
