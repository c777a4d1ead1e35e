export const roles = { USER: 'user', ADMIN: 'admin', AUDITOR: 'auditor' } as const
export type Role = (typeof roles)[keyof typeof roles]

/** Who asks, as every verb sees them. */
export interface Viewer {
  readonly id: string
  readonly role: Role
}
