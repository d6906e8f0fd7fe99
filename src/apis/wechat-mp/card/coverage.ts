// The operations of the card interfaces and how far each is served.
// Must not be made from the routes: what is missing is the point.
import type { Operation } from '../../room.js';

const folder = 'test/conformance/wechat-mp';
const clients = `${folder}/card-clients.test.ts`;
const documents = `${folder}/card-documents.test.ts`;
const errcodes = `${folder}/card-errcodes.test.ts`;
const samples = 'src/apis/wechat-mp/samples.test.ts';

const post = (path: string, title: string, tests: readonly string[]): Operation => ({
  method: 'POST',
  path,
  title,
  status: 'supported',
  tests: [...tests, errcodes, samples],
});

const absent = (path: string, title: string, note: string): Operation => ({
  method: 'POST',
  path,
  title,
  status: 'not-started',
  tests: [],
  note: `${note}; answers 48001`,
});

const otherKinds = 'a kind of card that is not issued here';

export const cardCoverage: readonly Operation[] = [
  post('/card/create', '创建卡券', [clients, documents]),
  post('/card/get', '查看卡券详情', [clients, documents]),
  post('/card/batchget', '批量查询卡券列表', [clients, documents]),
  post('/card/update', '更改卡券信息', [clients, documents]),
  post('/card/modifystock', '修改库存', [clients, 'test/journeys/cards.test.ts']),
  post('/card/delete', '删除卡券', [clients, documents]),
  post('/card/user/getcardlist', '获取用户已领取卡券', [clients]),
  post('/card/paycell/set', '设置买单', [documents]),
  post('/card/selfconsumecell/set', '设置自助核销', [documents]),
  { ...post('/card/getcolors', '卡券颜色', [clients]), method: 'GET' },
  post('/card/code/get', '查询 Code', [clients, 'test/journeys/cards.test.ts']),
  post('/card/code/consume', '核销 Code', [clients, 'test/journeys/cards.test.ts']),
  post('/card/code/update', '更改 Code', [clients]),
  post('/card/code/unavailable', '设置卡券失效', [clients]),
  post('/card/code/decrypt', 'Code 解码', [clients]),
  post('/card/code/mark', 'Mark(占用)Code', []),
  post('/card/code/deposit', '导入自定义 Code', [clients, 'test/journeys/cards.test.ts']),
  post('/card/code/getdepositcount', '查询导入 Code 数目', [clients]),
  post('/card/code/checkcode', '核查 Code', [clients]),
  post('/card/location/batchadd', '批量导入门店', [clients]),
  post('/card/location/batchget', '拉取门店列表', [clients]),
  post('/card/mpnews/gethtml', '图文消息群发卡券', [documents]),
  post('/card/testwhitelist/set', '设置测试白名单', [clients]),
  post('/cgi-bin/media/uploadimg', '上传图文消息内的图片 / 卡券商户图标', [clients]),
  post('/datacube/getcardbizuininfo', '拉取卡券概况数据', [clients, documents]),
  post('/datacube/getcardcardinfo', '拉取免费券数据', [clients, documents]),
  {
    method: 'GET',
    path: '/bizmall/appmsgcard',
    title: '图文消息内的卡券',
    status: 'supported',
    tests: [documents],
    note: 'where the markup of gethtml points; leads to the card’s page',
  },
  {
    method: 'GET',
    path: '/card/getapplyprotocol',
    title: '卡券开放类目查询',
    status: 'partial',
    tests: [`${folder}/seen-answers.test.ts`],
    note: 'the category that the documentation prints; the others are not published',
  },
  absent('/card/membercard/activate', '激活会员卡', otherKinds),
  absent('/card/membercard/updateuser', '更新会员信息', otherKinds),
  absent('/card/membercard/userinfo/get', '拉取会员信息', otherKinds),
  absent('/card/movieticket/updateuser', '更新电影票', otherKinds),
  absent('/card/boardingpass/checkin', '更新飞机票信息', otherKinds),
  absent('/card/meetingticket/updateuser', '更新会议门票', otherKinds),
  absent('/card/luckymonkey/updateuserbalance', '更新红包金额', otherKinds),
  absent('/datacube/getcardmembercardinfo', '拉取会员卡概况数据', otherKinds),
  absent('/datacube/getcardmembercarddetail', '拉取单张会员卡数据', otherKinds),
];
