import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'

/** What the Node-RED process is told, as JSON in `ZAOJUN_NODE_RED`. Secrets travel as file names only. */
export const NodeRedOptions = Type.Object(
  {
    /** Node-RED's own folder: flows, credentials, library. */
    userDir: Type.String({ minLength: 1 }),
    /** Where the editor listens; at most 100 characters, a limit of unix sockets. */
    socketPath: Type.String({ minLength: 1, maxLength: 100 }),
    gatewayUrl: Type.String({ minLength: 1 }),
    flowTokenFile: Type.String({ minLength: 1 }),
    editorSecretFile: Type.String({ minLength: 1 }),
    credentialSecretFile: Type.String({ minLength: 1 }),
    /** Language of status texts and logs; the editor itself follows the browser. */
    language: Type.Enum(['zh-CN', 'en-US'] as const),
    /** Core nodes to leave out; default `EXCLUDED_NODES`. */
    excludedNodes: Type.Optional(Type.Array(Type.String())),
    /** Flows that ran this long (ms) count as good and are kept; default 60 s. */
    goodAfterMs: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Do not start the flows; the editor is open. */
    safeMode: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type NodeRedOptions = Static<typeof NodeRedOptions>

const check = Compile(NodeRedOptions)

/** Reads `ZAOJUN_NODE_RED`; `ZAOJUN_SAFE_MODE=1` starts in safe mode. Throws naming what is wrong. */
export function readOptions(env: Record<string, string | undefined>): NodeRedOptions {
  const given: unknown = JSON.parse(env.ZAOJUN_NODE_RED ?? 'null')
  if (!check.Check(given)) {
    const [first] = check.Errors(given)
    throw new Error(`ZAOJUN_NODE_RED: ${first?.instancePath ?? ''} ${first?.message ?? 'is missing'}`)
  }
  return env.ZAOJUN_SAFE_MODE === '1' ? { ...given, safeMode: true } : given
}
