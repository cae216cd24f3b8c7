import { fail } from '../errors.ts'

/** A value as both engines keep it; whole numbers are safe integers, JSON is its text. */
export type Cell = number | string | null | Uint8Array
export type Row = Cell[]
export type EngineName = 'sqlite' | 'postgres'

/** All tables of a store as they were at one moment, while the store goes on. Reading changes nothing. */
export interface StoreSnapshot {
  readonly engine: EngineName
  /** Version of the tables, as the engine counts. */
  readonly schema: number
  /** Names of all tables that are there. */
  tables(): Promise<string[]>
  /** Columns of a table that say something (not `OWN_COLUMNS`), by name: alike on both engines. */
  columns(table: string): Promise<string[]>
  /**
   * Rows of a table in runs, cells in the order of `columns`. `where`: a condition both engines read, on columns of the
   * table or of those that `join` (`JOIN … ON …`) adds.
   */
  rows(table: string, select?: { where?: string; join?: string }): AsyncIterable<Row[]>
  /** Condition for batches without a place in the log. */
  readonly waiting: string
  /** Rows of any select that both engines read. */
  all<Found>(text: string): Promise<Found[]>
  /** The same, one by one, for results that are large. */
  each<Found>(text: string): AsyncIterable<Found>
  close(): Promise<void>
}

/** A store that is being filled: of which backup, and the steps that are done. */
export type Filling = { backup: string; steps: Set<string> }

/** Fills an empty store. What `load` has resolved stays, whatever happens then. */
export interface StoreLoader {
  readonly engine: EngineName
  /** What is under way in the store, undefined where it is empty; changes nothing. Throws `BACKUP_TARGET_NOT_EMPTY` where anything else is in it. */
  filling(): Promise<Filling | undefined>
  /**
   * Makes the tables as the version `schema` of the engine had them, to be filled of that backup. Resolves the steps that
   * are done where it was under way. Throws `BACKUP_TARGET_NOT_EMPTY`, `BACKUP_OTHER_BEGUN`.
   */
  begin(backup: string, schema: number): Promise<Set<string>>
  /** One step, all or nothing. `again`: rows that are there stay as they are. Resolves how many were added. */
  load(step: string, table: string, columns: string[], rows: Row[], again: boolean): Promise<number>
  /** Notes a step that brought no rows. */
  done(step: string): Promise<void>
  snapshot(): Promise<StoreSnapshot>
  /** Brings the tables to the newest version. */
  upgrade(): Promise<void>
  /** Makes what the engine keeps for itself. */
  finish(settings: Record<string, string>): Promise<void>
  /** Opens the store for use, last of all. */
  open(): Promise<void>
  close(): Promise<void>
}

/** Marks a store that is being filled: no cloud starts on it. Holds the steps that are done. */
export const RESTORE_TABLE = 'restore_part'
/** The tables are there, and empty. */
export const READY_STEP = 'ready'
/** The tables are those of the backup. */
export const CHECKED_STEP = 'checked'
export const MAKE_RESTORE_TABLE = `CREATE TABLE IF NOT EXISTS ${RESTORE_TABLE} (step text PRIMARY KEY)`

/** What the marker says: the backup stands there by its name, each of its steps has a path. */
export function fillingOf(steps: string[]): Filling {
  const isName = (step: string) => step !== READY_STEP && step !== CHECKED_STEP && !step.includes('/')
  return { backup: steps.find(isName) ?? '', steps: new Set(steps) }
}

/** Throws `BACKUP_OTHER_BEGUN` where the store is being filled of another backup. */
export function refuseOtherBegun(filling: Filling | undefined, backup: string | undefined): void {
  if (filling !== undefined && filling.backup !== backup) throw fail('BACKUP_OTHER_BEGUN', { name: filling.backup })
}
