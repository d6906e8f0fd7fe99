// What kinds of accounts, roles and acts in the audit log are called, in both languages; loaded with the pages that show them.
// Must not know a page. A name nobody has put in words yet is shown as it is.
import type { Language } from './index.tsx';

type Names = Readonly<Record<string, readonly [zh: string, en: string]>>;

const kinds: Names = {
  partner: ['支付服务商', 'Payment partner'],
  brand: ['支付品牌', 'Payment brand'],
  app: ['公众号', 'Official account'],
  'painting-app': ['AI 绘画应用', 'Painting application'],
  shop: ['图片空间店铺', 'Picture space shop'],
  'picture-application': ['图片空间应用', 'Picture space application'],
  'console-user': ['控制台用户', 'Console user'],
};

const roles: Names = {
  owner: ['所有者', 'Owner'],
  operator: ['运营', 'Operator'],
  clerk: ['店员', 'Clerk'],
  auditor: ['审计', 'Auditor'],
  shell: ['命令行', 'Command line'],
  unknown: ['未知', 'Unknown'],
};

const acts: Names = {
  'session.sign-in': ['登录', 'Signed in'],
  'session.sign-out': ['退出', 'Signed out'],
  'session.refused': ['登录被拒绝', 'Refused to sign in'],
  'account.add': ['添加账号', 'Added an account'],
  'account.allow': ['授权品牌', 'Let an account act for a brand'],
  'account.key-revoke': ['吊销证书', 'Revoked a key'],
  'account.server-key': ['添加平台密钥', 'Added a server key'],
  'account.secret-drop': ['删除密钥', 'Dropped a secret'],
  'account.points': ['调整点数', 'Changed points'],
  'account.message-server': ['设置回调地址', 'Set the callback address'],
  'follower.say': ['以粉丝身份发消息', 'Wrote as a follower'],
  'secrets.rotate': ['更换主密钥', 'Changed the master key'],
  'credentials.show': ['查看密钥', 'Looked at secrets'],
  'limits.choose': ['选择限频档位', 'Chose the limits'],
  'card.make': ['新建卡券', 'Made a card'],
  'card.edit': ['修改卡券', 'Edited a card'],
  'card.review': ['审核卡券', 'Reviewed a card'],
  'card.stock': ['调整库存', 'Changed the stock'],
  'card.delete': ['删除卡券', 'Ended a card'],
  'card.import-codes': ['导入券码', 'Imported codes'],
  'code.redeem': ['核销券码', 'Redeemed a code'],
  'link.make': ['生成投放二维码', 'Made a QR code'],
  'shelf.make': ['发布落地页', 'Published a landing page'],
  'message.send': ['发送消息', 'Sent a message'],
  'callback.resend': ['重发回调', 'Sent a callback again'],
  'job.retry': ['重试任务', 'Tried a job again'],
  'job.drop': ['丢弃任务', 'Dropped a job'],
  'campaign.begin': ['新建活动', 'Began a campaign'],
  'campaign.rename': ['重命名活动', 'Renamed a campaign'],
  'campaign.cutout': ['修补抠图', 'Repaired a cut-out'],
  'campaign.step': ['重做活动步骤', 'Redid a campaign’s step'],
  'batch.begin': ['批量制作', 'Began a batch'],
  'picture.add': ['上传图片', 'Added a picture'],
  'picture.edit': ['修改图片信息', 'Edited a picture'],
  'picture.replace': ['替换图片', 'Replaced a picture'],
  'picture.bin': ['移入回收站', 'Put pictures into the bin'],
  'picture.restore': ['还原图片', 'Restored pictures'],
  'picture.state': ['冻结或解冻图片', 'Froze or cleared a picture'],
  'category.make': ['新建分类', 'Made a folder'],
  'sandbox.clock': ['调整沙箱时钟', 'Moved the sandbox’s clock'],
  'sandbox.fault.add': ['添加故障', 'Added a fault'],
  'sandbox.fault.remove': ['移除故障', 'Removed a fault'],
  'sandbox.fault.clear': ['清除全部故障', 'Cleared all faults'],
  'sandbox.snapshot.save': ['保存快照', 'Saved a snapshot'],
  'sandbox.snapshot.load': ['载入快照', 'Loaded a snapshot'],
  'sandbox.snapshot.branch': ['分支快照', 'Branched a snapshot'],
  'sandbox.snapshot.download': ['下载快照', 'Downloaded a snapshot'],
  'sandbox.snapshot.upload': ['上传快照', 'Uploaded a snapshot'],
  'sandbox.snapshot.delete': ['删除快照', 'Deleted a snapshot'],
  'sandbox.reset': ['重置沙箱', 'Reset the sandbox'],
  'sandbox.account.reset': ['重置账号', 'Reset an account'],
  'sandbox.exercise': ['触发待覆盖项', 'Brought a case about'],
  'sandbox.forge': ['发送伪造回调', 'Sent forged callbacks'],
};

const named =
  (names: Names) =>
  (name: string, language: Language): string =>
    names[name]?.[language === 'zh' ? 0 : 1] ?? name;

export const kindName = named(kinds);
export const roleName = named(roles);
export const actName = named(acts);
/** Acts in the language's words, to choose from. */
export const actChoices = (language: Language): readonly { value: string; label: string }[] =>
  Object.keys(acts).map((value) => ({ value, label: actName(value, language) }));
