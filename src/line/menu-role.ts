import type { RichMenuRole } from './rich-menus.ts'

/** Which rich menu a member of staff sees; everybody else sees the citizens'. */
export function menuRoleOf(role: string | null): RichMenuRole {
  if (role === null) return 'citizen'
  return role === 'executive' ? 'executive' : 'staff'
}
