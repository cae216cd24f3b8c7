type Said = (parts: string[]) => string

/** Where the cloud keeps proofs, and what each is the proof of. */
const PLACES: [RegExp, { zh: Said; en: Said }][] = [
  [
    /\/boxes\/([^/]+)\/batches\/(\d+)\/proof$/,
    { zh: ([box, n]) => `盒子 ${box} 第 ${n} 批的证明`, en: ([box, n]) => `The proof of batch ${n} of box ${box}` },
  ],
  [
    /\/boxes\/([^/]+)\/proof\?seq=(\d+)$/,
    {
      zh: ([box, seq]) => `盒子 ${box} 第 ${seq} 条所在批次的证明`,
      en: ([box, seq]) => `The proof of the batch of entry ${seq} of box ${box}`,
    },
  ],
  [
    /\/sites\/([^/]+)\/reads\/pages\/(\d+)\/proof$/,
    {
      zh: ([site, page]) => `场所 ${site} 查看记录第 ${page} 页的证明`,
      en: ([site, page]) => `The proof of page ${page} of who looked at ${site}`,
    },
  ],
  [
    /\/sites\/([^/]+)\/rights\/statements\/(\d+)\/proof$/,
    {
      zh: ([site, no]) => `场所 ${site} 第 ${no} 份权利声明的证明`,
      en: ([site, no]) => `The proof of statement ${no} on rights of ${site}`,
    },
  ],
  [
    /\/sites\/([^/]+)\/removals\/(\d+)\/proof$/,
    {
      zh: ([site, no]) => `场所 ${site} 第 ${no} 份删除记录的证明`,
      en: ([site, no]) => `The proof of removal ${no} of ${site}`,
    },
  ],
  [
    /\/proof\/origins\/\d+$/,
    { zh: () => '日志为何重新开始的证明', en: () => 'The proof of why the log was restarted' },
  ],
]

/** What was asked of the cloud under that path, as one would call a file. */
export function askedFor(path: string, language: 'zh' | 'en'): string {
  for (const [place, said] of PLACES) {
    const found = place.exec(path)
    if (found !== null) return said[language](found.slice(1))
  }
  return language === 'zh' ? '云端给出的证明' : 'A proof from the cloud'
}
