import { defineErrors } from '@zaojun/core'

/** Every refusal of the cloud that is its own. Codes are never reused. */
export const fail = defineErrors({
  REQUEST_INVALID: { status: 400, zh: '请求不合要求：{name}', en: 'the request is not accepted: {name}' },
  REQUEST_TOO_LARGE: { status: 413, zh: '请求体过大', en: 'the request body is too large' },
  REQUEST_MEDIA_TYPE: {
    status: 415,
    zh: '不支持的内容类型或编码：{name}',
    en: 'content type or encoding {name} is not supported',
  },
  NOT_FOUND: { status: 404, zh: '没有这个：{name}', en: 'there is no {name}' },
  INTERNAL: { status: 500, zh: '服务器内部错误，已记录', en: 'an internal error, which is logged' },
  BUSY: { status: 503, zh: '服务器繁忙，请稍后再试', en: 'the server is busy; try again later' },
  NOT_LOGGED_IN: { status: 401, zh: '请先登录', en: 'log in first' },
  LOGIN_REFUSED: { status: 401, zh: '名称或密码不对', en: 'name or password is wrong' },
  LOGIN_TOO_MANY: {
    status: 429,
    zh: '失败次数过多，请 {name} 秒后再试',
    en: 'too many failures; try again in {name} s',
  },
  SITE_EXISTS: { status: 409, zh: '场所 {name} 已存在', en: 'site {name} exists already' },
  SITE_TIME_ZONE: { status: 400, zh: '不认识的时区：{name}', en: 'time zone {name} is not known' },
  SITE_UNKNOWN: { status: 404, zh: '没有场所 {name}', en: 'there is no site {name}' },
  SERIES_UNKNOWN: { status: 404, zh: '没有序列 {name}', en: 'there is no series {name}' },
  SERIES_SPAN: { status: 400, zh: '时间范围不合要求：{name}', en: 'the span is not accepted: {name}' },
  ENROLMENT_CODE: { status: 403, zh: '注册码无效、已用过或已过期', en: 'the enrolment code is wrong, used or expired' },
  ENROLMENT_SIGNATURE: { status: 400, zh: '注册请求的签名或盒子编号不对', en: 'the enrolment’s {name} is wrong' },
  ENROLMENT_OTHER_SITE: { status: 409, zh: '这个盒子已属于另一场所', en: 'box {name} belongs to another site' },
  BATCH_UNKNOWN_BOX: { status: 401, zh: '不认识这个盒子或令牌', en: 'no box is known by this token' },
  BATCH_WRONG_BOX: {
    status: 401,
    zh: '批次不是由令牌所属的盒子签发',
    en: 'the batch names {name}, which is not the box of this token',
  },
  BATCH_SIGNATURE: { status: 400, zh: '批次签名不对', en: 'the signature of the batch is wrong' },
  BATCH_CHAIN: { status: 409, zh: '批次与前后批次不相连：{name}', en: 'the batch does not join the chain: {name}' },
  BATCH_FORK: {
    status: 409,
    zh: '同一编号或序号范围已有另一批次，已隔离',
    en: 'another batch already holds {name}; this one is quarantined',
  },
  BATCH_TOO_LARGE: { status: 413, zh: '批次过大', en: 'the batch is larger than {name} bytes' },
  BATCH_ENCODING: { status: 400, zh: '批次的 zstd 压缩损坏', en: 'the zstd encoding of the batch is broken: {name}' },
  BATCH_RANGE_HEADER: { status: 400, zh: 'zaojun-range 头不合规范', en: 'the header zaojun-range is not well formed' },
  PART_COMMITMENT: { status: 422, zh: '分离内容与承诺不符', en: 'salt and value do not hash to the commitment {name}' },
  ATTACHMENT_OFFSET: { status: 409, zh: '上传位置不对，应为 {name}', en: 'the upload stands at offset {name}' },
  ATTACHMENT_DIGEST: {
    status: 422,
    zh: '附件摘要不符，请重新上传',
    en: 'the bytes do not hash to {name}; the upload starts over',
  },
  ATTACHMENT_LENGTH: { status: 400, zh: '上传超过声明长度', en: 'more bytes than upload-length says' },
})
