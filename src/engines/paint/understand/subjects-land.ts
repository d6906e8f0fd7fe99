// Landscape, sky, buildings and landmarks, each with the words that mean it. Data only.
import { readSubjects } from './subject-row.js';

export const landSubjects = readSubjects(
  'grassland',
  `
山@mountain ~mountain g5 高山 群山 山峰 山脉 山峦 青山 远山 大山 山水 山川 山谷 峡谷 泰山 黄山 华山 山巅 峰 丹霞 悬崖 山崖
*山@mountain ~snowmountain g5 雪山 雪峰 冰山 富士山 珠穆朗玛峰 冰川 珠峰
火山<山@mountain ~volcano g5 岩浆
海@sea ~sea g5 大海 海洋 海浪 海面 海水 浪花 波浪 海景 浪 蓝海 沧海 海边 海岸 碧海 波涛 巨浪 惊涛
海滩<沙滩@beach ~sea g4 沙滩
湖@lake ~lake g5 湖水 湖泊 湖面 西湖 池塘 湖畔 湖光 水面
河@river ~river g5 河流 江 小河 小溪 溪流 溪水 江水 长江 黄河 河水 流水 江面
瀑布@waterfall ~waterfall g5 飞瀑
森林@forest ~forest g5 丛林 密林 雨林 林间
草原@grassland ~meadow g5 草地 草坪 大草原 牧场
沙漠@desert ~dunes g5 沙丘 大漠 戈壁 荒漠
竹林<竹@bamboo ~bamboo g5
稻田<田野@farm ~fields g5 麦田 田野 农田 梯田 油菜花 花田 油菜花田 田园 茶园 茶山
月亮 ~moon g3 月 明月 圆月 满月 月光 弯月 新月 皓月 月色 月球 玉盘 月牙
太阳 ~sun g3 烈日 朝阳 夕阳 红日 旭日 骄阳 落日 日出 日落 艳阳 阳光
星空<星星@night ~stars g3 繁星 星辰 满天繁星 满天星 群星 星光 星夜
银河<星空@night ~milkyway g3 星河
流星@night ~meteor g3 流星雨
行星@space 🪐 f4 土星 星球 木星 火星
地球@space 🌍 f4 蓝色星球
彗星@night ☄ f3
云@sky ~clouds g3 云朵 白云 祥云 彩云 云彩 乌云 云雾 浮云 云端
彩虹@grassland ~rainbow g4 虹
极光@snowfield ~aurora g4
闪电@city ~lightning g3 雷电 雷暴 雷雨
雪花@snowfield ❄ r1 冰晶
瑞雪@snowfield ~snow g1 飘雪
桥@oldtown ~bridge g4 石桥 拱桥 小桥 断桥 廊桥 木桥 古桥
*桥@river ~suspension g5 大桥 跨海大桥 悬索桥 斜拉桥 金门大桥 吊桥
长城@mountain ~greatwall g5 万里长城 城墙 烽火台 八达岭
塔<古塔@mountain =pagoda s5 宝塔 佛塔 古塔 雷峰塔 大雁塔 塔楼
寺庙<寺@mountain =temple s5 寺 庙 寺院 古寺 庙宇 古刹 佛寺 道观 祠堂 大殿 佛堂
宫殿@oldtown =palace s5 故宫 皇宫 紫禁城 天安门 天坛 布达拉宫 宫廷 殿堂 金銮殿
亭子<亭@lake =pavilion s4 凉亭 亭台 亭 楼阁 亭台楼阁 水榭 八角亭
房子<屋@grassland 🏠 s5 小木屋 木屋 小屋 房屋 屋子 农舍 茅屋 民居 家园 小房子 别墅 住宅 农家 庭院 老宅 草房 村舍
*房子<屋@oldtown =hui s5 四合院 徽派建筑 古建筑 古宅 白墙黛瓦 客栈 宅院 土楼
村庄<房子@farm 🏘 s5 乡村 村落 山村 小镇
蒙古包<房子@grassland =yurt s4 毡房
城堡@grassland 🏰 s5 古堡 童话城堡 欧式城堡
*城堡@oldtown 🏯 s5 日式城堡 天守阁
教堂@grassland ⛪ s5 大教堂 礼拜堂 圣家堂
清真寺@city 🕌 s5
鸟居@blossom ⛩ s5 神社
楼<大厦@city ~tower g5 摩天大楼 大楼 高楼 大厦 高楼大厦 写字楼 东方明珠 上海塔 楼房 公寓 摩天楼
学校@garden 🏫 s5 校园 教学楼
医院@city 🏥 s5
银行@city 🏦 s5
酒店@city 🏨 s5 旅馆 宾馆
商店@street 🏪 s5 便利店 店铺 超市 商铺 小店 门店 商场 专卖店 书店 花店 面包店
工厂@city 🏭 s5 厂房
邮局@city 🏣 s5
体育馆@city 🏟 s5 体育场 鸟巢
灯塔@sea =lighthouse s5
风车@farm =windmill s5 荷兰风车
铁塔@city 🗼 s5 埃菲尔铁塔 巴黎铁塔 东京塔
自由女神<雕像@city 🗽 s5 自由女神像 雕像
金字塔@desert =pyramid s5 狮身人面像
摩艾石像@grassland 🗿 s4 石像
喷泉@city ⛲ s4 音乐喷泉
石头@grassland 🪨 s3 岩石 石 礁石 假山 奇石
小岛@sea 🏝 s4 海岛 岛屿 岛 孤岛
城市@city ~skyline g5 都市 天际线 上海 城市天际线 香港 外滩 陆家嘴 纽约 北京 深圳 重庆 广州
街道@street ~street g4 街头 马路 小巷 巷子 街
阳伞@beach ⛱ s4 遮阳伞 沙滩伞 太阳伞
伞 ☂ s3 雨伞 油纸伞 纸伞 小雨伞 伞下
舞台@stage ~stage g3 聚光灯
展台@podium ~podium g3 圆台 产品展台 台座
蓝天@sky ~clouds g2 天空 晴空
露珠@garden 💧 f1 水滴 水珠 雨滴 雨珠 露水
气泡@underwater 🫧 f2 泡泡 泡沫
闪光@studio ✨ f2 星光点点 亮片
雾@mountain ~mist g2 薄雾 烟雾 雾气
炊烟@grassland ~smoke g1
`,
);
