import { Permission } from './permissions.ts'

/** What info commands need, and how a refusal names that (SPECS and perm_to_string, as/src/base/thr_info.c, 8.1.2). */
const NEEDS: readonly { readonly permission: number; readonly name: string; readonly commands: string[] }[] =
  [
    {
      permission: Permission.sindexAdmin,
      name: 'sindex-admin',
      commands: ['sindex-create', 'sindex-delete', 'sindex-exists'],
    },
    {
      permission: Permission.truncate,
      name: 'truncate',
      commands: ['truncate', 'truncate-namespace', 'truncate-undo', 'truncate-namespace-undo'],
    },
    {
      permission: Permission.udfAdmin,
      name: 'udf-admin',
      commands: ['udf-put', 'udf-remove', 'udf-clear-cache'],
    },
    { permission: Permission.queryAdmin, name: 'query-admin', commands: ['query-abort', 'query-abort-all'] },
    { permission: Permission.setConfig, name: 'set-config', commands: ['config-set', 'set-config'] },
  ]

/** What a command needs; undefined where it needs nothing but a login. */
export function infoPermission(
  command: string,
): { readonly permission: number; readonly name: string } | undefined {
  return NEEDS.find(({ commands }) => commands.includes(command))
}
