const page = (title: string, lines: string[], refreshSeconds?: number): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>${title}</title>
<style>body{font:20px/1.6 sans-serif;max-width:36em;margin:15vh auto;padding:0 1em;color:#222}h1{font-size:28px}</style>
</head>
<body><h1>${title}</h1>${lines.map((line) => `<p>${line}</p>`).join('')}</body>
</html>
`

export const editorDownPage = page(
  '编辑器正在启动 · The editor is starting',
  [
    '流程编辑器（Node-RED）暂未运行，正在自动恢复；本页每 5 秒刷新一次。采集、记录和上送不受影响。',
    'The flow editor (Node-RED) is not running and is being restarted; this page reloads every 5 s. Reading, recording and sending go on.',
  ],
  5,
)

export const editorOffPage = page('没有编辑器 · No editor here', [
  '这个盒子不运行流程编辑器（设置 <code>nodeRed.enabled</code> 为 false）。采集、记录和上送照常。',
  'This box runs no flow editor (<code>nodeRed.enabled</code> is false). Reading, recording and sending go on.',
])

export const loginFirstPage = page('请先登录 · Please log in', [
  '<a href="/">到首页登录</a>，然后再打开编辑器。',
  '<a href="/">Log in on the first page</a>, then open the editor.',
])
