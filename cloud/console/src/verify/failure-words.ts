import type { Check } from '@zaojun/core/proof/index'
import type { NoProof } from './proof-file.ts'
import type { Kind } from './words.ts'

/** Why there is no verdict; `not-got`: nothing came, for the reason in `detail`. */
export type Fault = { why: NoProof | 'not-got'; detail?: string }
export type FailureWords = {
  /** What is so where a step fails. */
  failed: Record<Check['check'], string>
  /** In place of `failed.content` for what is no batch. */
  failedContentOf: Record<Exclude<Kind, 'batch' | 'origin'>, string>
  /** What is the matter, and what to do. */
  faults: Record<Fault['why'], { title: string; advice: string }>
}

export const FAILURE_WORDS: Record<'zh' | 'en', FailureWords> = {
  zh: {
    failed: {
      shape: '证明文件不完整或被改过，或是这里不认识的版本',
      'box-key': '公钥不是这个盒子的',
      signature: '盒子没有签过这些字节',
      content: '内容不是这个批次',
      leaf: '日志条目承诺的不是这些字节',
      checkpoint: '日志没有签过这个检查点',
      inclusion: '该条目不在日志之中',
      witnesses: '填了公钥的见证人没有都副署这个检查点',
      removed: '删除记录不在日志之中',
      origin: '日志重新开始时没有承认以前的全部',
      keys: '密钥的更换与吊销没有都在日志之中',
    },
    failedContentOf: {
      reads: '内容不是这一页',
      rights: '内容不是这份声明',
      removal: '内容不是这份删除记录',
      removed: '内容不是这个批次',
    },
    faults: {
      'not-proof': {
        title: '这不是证明文件',
        advice:
          '文件里没有证明，所以没有什么可核对，也不说明数据有问题。证明文件是云端给出的 .json 文件：请向给你数据的一方索取。',
      },
      'not-text': {
        title: '这不是证明文件',
        advice: '文件不是文本，可能是图片、压缩包或文档。证明文件是云端给出的 .json 文件：请选择那一个。',
      },
      'not-json': {
        title: '读不出证明文件',
        advice: '文件不是 JSON，或者不完整：可能被截断，或多出了别的内容。请重新取得原来的文件，不要打开再保存。',
      },
      empty: { title: '读不出证明文件', advice: '文件是空的：可能没有下载完。请重新取得原来的文件。' },
      'too-large': { title: '读不出证明文件', advice: '文件太大：证明文件不超过 16 MB。请看看是否选错了文件。' },
      'not-got': { title: '读不出证明文件', advice: '没有取到证明。请检查网络，确认仍在登录，然后再试一次。' },
    },
  },
  en: {
    failed: {
      shape: 'the file is not whole, was changed, or is of a version unknown here',
      'box-key': 'the key is not that of the box',
      signature: 'the box did not sign these bytes',
      content: 'they are not this batch',
      leaf: 'the entry of the log commits to other bytes',
      checkpoint: 'the log did not sign the checkpoint',
      inclusion: 'the entry does not stand in the log',
      witnesses: 'not every witness whose key was entered cosigned the checkpoint',
      removed: 'what was removed by policy does not stand in the log',
      origin: 'restarted, the log does not own up to all there was',
      keys: 'changes of its key do not all stand in the log',
    },
    failedContentOf: {
      reads: 'they are not this page',
      rights: 'they are not this statement',
      removal: 'they are not this record',
      removed: 'they are not this batch',
    },
    faults: {
      'not-proof': {
        title: 'This is not a proof file',
        advice:
          'There is no proof in it, so there is nothing to check; it says nothing against the data. A proof file is a .json file that the cloud gives out: ask whoever gave you the data for it.',
      },
      'not-text': {
        title: 'This is not a proof file',
        advice:
          'It is no text: perhaps a picture, an archive or a document. A proof file is a .json file that the cloud gives out: choose that one.',
      },
      'not-json': {
        title: 'The proof could not be read',
        advice:
          'It is not JSON, or not all of it: cut off, or with something added. Get the file once more as it was, and do not open and save it.',
      },
      empty: {
        title: 'The proof could not be read',
        advice: 'The file is empty: perhaps it was not downloaded to the end. Get it once more.',
      },
      'too-large': {
        title: 'The proof could not be read',
        advice: 'It is too large: a proof file has 16 MB at most. Look whether it is the right file.',
      },
      'not-got': {
        title: 'The proof could not be read',
        advice: 'It could not be fetched. Check the network and that you are still signed in, then try again.',
      },
    },
  },
}
