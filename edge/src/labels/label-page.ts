import type { Language } from '@zaojun/core'
import { renderSVG } from 'uqr'
import type { DrawnLabel } from './label.ts'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign)

/** A label as a page of 58 × 60 mm that prints, or is kept as PDF, from any browser. It loads nothing and runs nothing. */
export function labelPage({ lines, code }: DrawnLabel, language: Language): string {
  const text = lines.map(({ text, large }) => `<p${large ? ' class="large"' : ''}>${escaped(text)}</p>`).join('\n')
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<title>${escaped(code)}</title>
<style>
@page { size: 58mm 60mm; margin: 0 }
body { width: 54mm; margin: 2mm; font: 3.4mm/1.35 sans-serif; text-align: center; color: #000; background: #fff }
p { margin: 0 } .large { font-size: 5.4mm; font-weight: 700 } svg { width: 24mm; height: 24mm; margin-top: 1mm }
.code { font: 2.4mm monospace }
</style>
</head>
<body>
${text}
${renderSVG(code, { ecc: 'M', border: 1 })}
<p class="code">${escaped(code)}</p>
</body>
</html>
`
}
