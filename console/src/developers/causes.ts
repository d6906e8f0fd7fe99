// What each cause of a refused signature means and what to do about it, in both languages. Must not know a page.

type Words = readonly [what: string, fix: string];
const cause = (zh: Words, en: Words) => ({ zh, en });

const causes: Readonly<Record<string, { readonly zh: Words; readonly en: Words }>> = {
  valid: cause(
    ['签名正确', '问题不在签名，请看应答内容。'],
    ['The signature is right', 'The reason lies elsewhere: read the answer.'],
  ),
  'not-signed': cause(
    ['请求没有带签名', '加上签名后再发。'],
    ['The request carries no signature', 'Sign it and send it again.'],
  ),
  malformed: cause(
    ['签名信息的格式不对', '补全下面列出的字段，注意引号和逗号。'],
    ['The signature’s fields are not written as they must be', 'Add the fields named below; mind quotes and commas.'],
  ),
  'wrong-scheme': cause(
    ['认证类型不对', '使用本接口规定的认证类型。'],
    ['Another authentication type', 'Use the type that this interface prescribes.'],
  ),
  'unknown-caller': cause(
    ['没有这个调用方', '核对商户号、AppKey 或 app_key。'],
    ['Nobody is known by this number or key', 'Check merchant number, AppKey or app_key.'],
  ),
  'wrong-serial': cause(
    ['证书序列号不对', '序列号必须是签名私钥对应的那张证书的。'],
    ['The serial belongs to another key', 'Send the serial of the certificate whose private key signs.'],
  ),
  'wrong-key': cause(
    ['密钥不匹配', '签名用的私钥或密钥不是登记的那一个，核对后换回。'],
    ['The key does not match', 'Another key than the registered one signed: check which is loaded.'],
  ),
  'key-spelling': cause(
    ['密钥内容写错了', '密钥前后多了空白、换行、引号，或用错了字段。'],
    ['The secret is misspelled', 'It has stray blanks, a newline or quotes, or another credential was taken for it.'],
  ),
  'key-expired': cause(
    ['证书已过期或作废', '换用有效的证书。'],
    ['The certificate has expired or was revoked', 'Use a valid one.'],
  ),
  'hash-algorithm': cause(
    ['摘要算法不对', '改用规定的算法，且只摘要一次。'],
    ['Another hash algorithm', 'Use the prescribed one, once.'],
  ),
  clock: cause(
    ['时间相差太大', '校准机器时间（NTP）；也可能是重放了旧请求。'],
    ['The clock is off', 'Set the machine’s clock (NTP); or an old request was sent again.'],
  ),
  'time-unit': cause(
    ['时间单位不对', '按规定使用秒、毫秒或日期格式。'],
    ['The time is in another unit', 'Use seconds, milliseconds or the date format as prescribed.'],
  ),
  'time-zone': cause(
    ['时区不对', '按规定的时区书写时间。'],
    ['The time is in another zone', 'Write it in the prescribed zone.'],
  ),
  'time-differs': cause(
    ['签名与发送的时间不是同一个', '只取一次时间，签名和请求头共用。'],
    ['The time signed is not the time sent', 'Read the clock once and use that value for both.'],
  ),
  'swapped-fields': cause(
    ['时间戳和随机串写反了', '顺序是：方法、地址、时间戳、随机串、请求体。'],
    ['Timestamp and nonce are swapped', 'The order is method, target, timestamp, nonce, body.'],
  ),
  'method-case': cause(
    ['请求方法的大小写不对', '方法用大写。'],
    ['The method’s case is wrong', 'Methods are upper case.'],
  ),
  'other-method': cause(
    ['签名的请求方法与实际不同', '按实际使用的方法签名。'],
    ['Another method was signed', 'Sign the method that is sent.'],
  ),
  'path-host': cause(
    ['签名的地址带了域名，或只有一段路径', '只签从 / 开始的完整路径（含查询串）。'],
    [
      'Scheme and host were signed, or half the path',
      'Sign the whole path from its first slash, with the query and without the host.',
    ],
  ),
  'path-case': cause(
    ['路径的大小写不对', '按发送时的原样签名。'],
    ['The path’s case is wrong', 'Sign the path as sent.'],
  ),
  'path-slash': cause(
    ['路径多了或少了斜杠', '首尾的斜杠按规定书写。'],
    ['A slash is missing or too many', 'Mind the slashes at both ends of the path.'],
  ),
  'path-encoding': cause(
    ['路径的编码不对', '签名发送时的编码形式，不要先解码。'],
    ['The path is encoded otherwise', 'Sign it encoded as sent, not decoded.'],
  ),
  'query-missing': cause(
    ['签名里没有查询串', '把 ? 和查询串一起签名。'],
    ['The query was not signed', 'Sign the question mark and the query too.'],
  ),
  'query-order': cause(
    ['查询参数的顺序不对', '按规定的顺序签名。'],
    ['The query’s order is another', 'Sign it in the prescribed order.'],
  ),
  'query-encoding': cause(
    ['查询串的编码不对', '签名规定的编码形式，不要先解码。'],
    ['The query is encoded otherwise', 'Sign it in the prescribed encoding, not decoded.'],
  ),
  'multipart-body': cause(
    ['把整个 multipart 请求体签了名', '上传接口只签 meta 这一段 JSON。'],
    ['The whole multipart body was signed', 'For uploads sign the JSON of the part meta only.'],
  ),
  'body-not-signed': cause(
    ['没有把请求体签进去', '用发送的原始字节参与签名。'],
    ['The body was not signed', 'Sign the very bytes that are sent.'],
  ),
  'empty-object': cause(
    ['没有请求体，却签了 {}', '没有请求体时用空字符串签名。'],
    ['There is no body, yet {} was signed', 'Sign an empty text when there is no body.'],
  ),
  'json-respelled': cause(
    ['签名后 JSON 被重新序列化', '先序列化一次，签名和发送用同一个字符串。'],
    ['The JSON was serialised again after signing', 'Serialise once; sign and send the same string.'],
  ),
  'body-charset': cause(
    ['字符编码不对', '一律用 UTF-8，不带 BOM。'],
    ['Another character encoding', 'Use UTF-8 throughout, without a byte order mark.'],
  ),
  'body-newline': cause(
    ['请求体首尾的空白不同', '签名和发送用同一份字节。'],
    ['The body’s blanks at its ends differ', 'Sign and send the same bytes.'],
  ),
  'missing-newline': cause(
    ['少了换行符', '每一行（包括最后一行）后面都有一个 \\n。'],
    ['A newline is missing', 'Every line ends with \\n, the last one too.'],
  ),
  'extra-newline': cause(
    ['多了换行符', '末尾不要再加换行。'],
    ['There is a newline too many', 'Add none beyond those prescribed.'],
  ),
  'carriage-return': cause(
    ['用了 \\r\\n 换行', '换行只用 \\n。'],
    ['Lines end with \\r\\n', 'End them with \\n alone.'],
  ),
  'base64-url': cause(
    ['签名用了 URL 安全的 Base64', '改用标准 Base64（+ 和 /）。'],
    ['The signature is URL-safe Base64', 'Use standard Base64 with + and /.'],
  ),
  'signature-encoding': cause(
    ['签名值或摘要的编码不对', '按规定使用 Base64 或小写十六进制。'],
    ['Signature or digest is encoded otherwise', 'Use Base64 or lower-case hexadecimal as prescribed.'],
  ),
  'headers-order': cause(
    ['请求头的顺序不对', '按名称排序，与 SignedHeaders 一致。'],
    ['The headers’ order is another', 'Sort them by name, as SignedHeaders lists them.'],
  ),
  'header-not-signed': cause(
    ['有请求头没有签进去', 'SignedHeaders 里列出的都要签。'],
    ['A header was not signed', 'Sign every header that SignedHeaders lists.'],
  ),
  'header-value': cause(
    ['请求头的值不同', '用实际发送的值签名，注意 Host 与代理。'],
    ['A header’s value differs', 'Sign the value that is sent; mind Host behind proxies.'],
  ),
  'text-not-hashed': cause(
    ['少做了一次摘要', '按规定先对文本做 SHA-256。'],
    ['A digest was left out', 'Hash the text with SHA-256 first, as prescribed.'],
  ),
  order: cause(
    ['各部分的顺序不对', '按规定的顺序排列（参数按名称的字节序）。'],
    ['The parts are in another order', 'Arrange them as prescribed; parameters by the bytes of their names.'],
  ),
  separators: cause(
    ['分隔符不对', '直接相连或用规定的分隔符，不要用 = 和 &。'],
    ['Other separators', 'Join with what is prescribed, not with = and &.'],
  ),
  'values-encoded': cause(
    ['参数值编码后才签名', '先用原值签名，发送时再编码。'],
    ['Encoded values were signed', 'Sign plain values and encode them for sending.'],
  ),
  'secret-missing': cause(
    ['没有在首尾拼上密钥', 'md5 方式：密钥 + 文本 + 密钥。'],
    ['The secret is missing on one side', 'For md5: secret + text + secret.'],
  ),
  'sign-included': cause(
    ['把 sign 自己也签进去了', '计算时去掉 sign。'],
    ['sign itself was signed', 'Leave sign out.'],
  ),
  'file-included': cause(
    ['把文件签进去了', '文件不参与签名。'],
    ['The file was signed', 'Files take no part in the signature.'],
  ),
  'parameter-not-signed': cause(
    ['有参数没有签进去', '所有发送的参数都要签。'],
    ['A parameter was not signed', 'Sign every parameter that is sent.'],
  ),
  unrecognised: cause(
    ['密钥正确，但签名的文本不同', '把你签名的文本与下面期望的逐字比较。'],
    ['The key is right, the text is another', 'Compare the text you sign with the one below.'],
  ),
};

export const explain = (name: string, language: 'zh' | 'en'): Words => causes[name]?.[language] ?? [name, ''];
