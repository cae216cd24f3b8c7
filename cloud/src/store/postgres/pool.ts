import { Socket } from 'node:net'
import pg from 'pg'
import type { Host } from './hosts.ts'
import type { History } from './seen.ts'
import { prepare } from './standing.ts'
import { types } from './types.ts'

export const CONNECT_MS = 3_000
/** A statement that the server does not end is given up on this side so much later: the network may be gone. */
const SILENCE_MS = 2_000
const LOCK_MS = 5_000
/** What `pg-pool` says where a connection was waited for in vain, not made in vain. */
const WAITED_IN_VAIN = /^timeout exceeded when trying to connect/

export type PoolOptions = { connections: number; statementMs: number; onError(message: string): void }

/** Connections to one server, and to it alone: another one at the same address by now gets none. */
export class ServerPool {
  readonly host: Host
  readonly history: History
  readonly connections: pg.Pool
  private readonly sockets = new Set<Socket>()

  constructor(host: Host, history: History, { connections, statementMs, onError }: PoolOptions) {
    this.host = host
    this.history = history
    this.connections = new pg.Pool({
      ...host.config,
      types,
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: statementMs,
      query_timeout: statementMs === 0 ? 0 : statementMs + SILENCE_MS,
      lock_timeout: Math.min(LOCK_MS, statementMs),
      idle_in_transaction_session_timeout: statementMs,
      application_name: 'zaojun-cloud',
      keepAlive: true,
      stream: () => this.socket(),
      onConnect: (client) => prepare(client, history),
    })
    // The error itself carries the whole client.
    this.connections.on('error', ({ message }) => onError(message))
  }

  /** Whether nothing but the number of connections was in the way. */
  isBusy(error: unknown): boolean {
    const { totalCount, idleCount, options } = this.connections
    return error instanceof Error && WAITED_IN_VAIN.test(error.message) && idleCount === 0 && totalCount >= options.max
  }

  /** Ends once what is under way has ended. */
  end(): Promise<void> {
    return this.connections.end()
  }

  /** Breaks off what is under way: nobody will answer it any more, or must not. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  private socket(): Socket {
    const socket = new Socket()
    this.sockets.add(socket)
    socket.once('close', () => this.sockets.delete(socket))
    return socket
  }
}
