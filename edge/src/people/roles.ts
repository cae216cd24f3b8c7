/** What a person is in this kitchen, least first: each may do what those before may. */
export const ROLES = ['staff', 'supervisor', 'manager'] as const
export type Role = (typeof ROLES)[number]

/** The least role an act takes. To hold an interlock ("somebody is there") takes none. */
export const ACTS = {
  record: 'staff',
  acknowledge: 'staff',
  correct: 'staff',
  order: 'staff',
  verify: 'supervisor',
  shelve: 'supervisor',
  'out-of-service': 'supervisor',
  consent: 'supervisor',
  'reset-interlock': 'supervisor',
  'change-interlock': 'manager',
  'change-rule': 'manager',
  people: 'manager',
} as const satisfies Record<string, Role>
export type Act = keyof typeof ACTS

export const mayDo = (role: Role, act: Act): boolean => ROLES.indexOf(role) >= ROLES.indexOf(ACTS[act])
