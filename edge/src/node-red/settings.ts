import { EDITOR_PASS_HEADER } from './editor-pass.ts'
import type { NodeRedOptions } from './options.ts'

export const EDITOR_ROOT = '/editor'
export const FLOW_FILE = 'flows.json'
/** Core nodes that reach the operating system, and the web endpoints nothing serves here. */
export const EXCLUDED_NODES = ['90-exec.js', '10-file.js', '23-watch.js', '21-httpin.js']

export type EditorUser = { username: string; permissions: string }

/**
 * Settings of an appliance: nothing installed from the palette, nothing sent out, no context on disk.
 * `userOf` answers who a pass speaks for.
 */
export function settingsOf(
  options: NodeRedOptions,
  credentialSecret: string,
  userOf: (pass: string) => EditorUser | null,
): Record<string, unknown> {
  return {
    userDir: options.userDir,
    flowFile: FLOW_FILE,
    credentialSecret,
    httpAdminRoot: EDITOR_ROOT,
    httpNodeRoot: false,
    lang: options.language,
    safeMode: options.safeMode === true,
    telemetry: { enabled: false, updateNotification: false },
    nodesExcludes: options.excludedNodes ?? EXCLUDED_NODES,
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false, allowUpload: false },
      modules: { allowInstall: false },
    },
    functionExternalModules: false,
    functionGlobalContext: {},
    exportGlobalContextKeys: false,
    contextStorage: { default: { module: 'memory' } },
    diagnostics: { enabled: true, ui: false },
    runtimeState: { enabled: true, ui: true },
    logging: { console: { level: 'info', metrics: false, audit: false } },
    adminAuth: {
      type: 'credentials',
      users: async () => null,
      authenticate: async () => null,
      default: async () => null,
      tokens: async (pass: string) => userOf(pass),
      tokenHeader: EDITOR_PASS_HEADER,
    },
    editorTheme: {
      page: { title: '灶君 Zaojun' },
      header: { title: '灶君 Zaojun' },
      tours: false,
      userMenu: false,
      projects: { enabled: false },
      palette: { categories: ['zaojun', 'subflows', 'common', 'function', 'network', 'sequence', 'parser', 'storage'] },
    },
  }
}
