import type { Kind } from './kind.ts'
import type { Profile } from './profile.ts'

export function checkProfile(_profile: Profile, _kinds: Map<string, Kind>, _place: string): void {}
