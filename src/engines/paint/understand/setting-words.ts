// Words for time of day, season, weather, place, mood, style and colour. Data only; must not know how a sentence is read.

/** "key word word …" lines → word → key. */
function readWords<K extends string>(text: string): ReadonlyMap<string, K> {
  const words = new Map<string, K>();
  for (const line of text.split('\n')) {
    const [key, ...list] = line.trim().split(/\s+/);
    for (const word of list) if (key) words.set(word, key as K);
  }
  return words;
}

export type Time = 'dawn' | 'morning' | 'noon' | 'dusk' | 'night' | 'fullmoon';
export const timeWords = readWords<Time>(`
dawn 清晨 黎明 破晓 拂晓 日出 晨曦 朝霞 晨光 朝阳 凌晨 旭日 晨雾 曙光 清早
morning 早晨 早上 上午 早安
noon 正午 中午 白天 午后 下午 晴天 阳光 白昼 烈日 艳阳 午间 晴空
dusk 黄昏 傍晚 日落 夕阳 落日 晚霞 暮色 余晖 薄暮 金色时刻 斜阳
night 星空下 城市夜景 霓虹街头 夜店 演唱会 夜晚 夜 晚上 深夜 夜色 夜景 夜空 星空 午夜 除夕夜 夜里 夜市 月色 月光 星夜 极光 银河 夜幕 今夜 平安夜 圣诞夜 霓虹 流星 流星雨 星光
fullmoon 满月之夜 中秋夜 月圆之夜 中秋 中秋节 月夜 赏月 元宵节 元宵夜 满月 圆月
`);

export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
export const seasonWords = readWords<Season>(`
spring 春天 春日 春季 早春 阳春 春 春风 春光 春色 初春 立春 清明 清明节 春分 踏青 樱花 桃花 柳树 春游
summer 夏天 夏日 夏季 盛夏 夏 炎夏 仲夏 暑假 立夏 夏夜 端午 端午节 清凉 酷暑 初夏 荷花
autumn 秋天 秋日 秋季 金秋 深秋 秋 秋色 立秋 中秋 重阳 重阳节 初秋 丰收 枫叶 落叶 银杏 感恩节 秋风
winter 冬天 冬日 冬季 寒冬 冬 隆冬 立冬 雪天 雪地 圣诞 圣诞节 冬至 腊八 下雪 飘雪 大雪 小雪 雪景 冰雪 雪山 腊梅 梅花 雪夜 冬夜 初雪
`);

export type Weather = 'rain' | 'snow' | 'fog' | 'cloudy' | 'storm' | 'wind' | 'clear';
export const weatherWords = readWords<Weather>(`
rain 雨 雨天 下雨 细雨 小雨 大雨 春雨 烟雨 雨中 雨夜 雨季 雨水 梅雨 阵雨 看雨 毛毛雨 秋雨 夜雨 雨后 谷雨
snow 雪 雪天 下雪 飘雪 大雪 小雪 飞雪 风雪 雪花 初雪 瑞雪 暴雪 雪夜 鹅毛大雪 雪景 雪中
fog 雾 薄雾 晨雾 大雾 云雾 雾气 烟雾 迷雾 仙气 雾霭 雾中 烟雨
cloudy 多云 阴天 乌云 阴云
storm 暴风雨 雷雨 闪电 雷电 暴雨 台风 雷暴 狂风暴雨 惊涛
wind 微风 春风 大风 秋风 狂风 海风
clear 晴天 晴朗 晴空 万里无云 阳光明媚 艳阳
`);

export type Place =
  | 'sea'
  | 'beach'
  | 'underwater'
  | 'lake'
  | 'river'
  | 'waterfall'
  | 'mountain'
  | 'snowmountain'
  | 'cloudsea'
  | 'sky'
  | 'night'
  | 'snowfield'
  | 'forest'
  | 'bamboo'
  | 'blossom'
  | 'ginkgo'
  | 'garden'
  | 'grassland'
  | 'farm'
  | 'desert'
  | 'moonsurface'
  | 'space'
  | 'city'
  | 'neon'
  | 'street'
  | 'road'
  | 'oldtown'
  | 'windowsill'
  | 'interior'
  | 'cafe'
  | 'kitchen'
  | 'table'
  | 'stage'
  | 'stadium'
  | 'podium'
  | 'studio'
  | 'festive'
  | 'amusement';

/** The place in Chinese, for the description. */
export const placeNames: Readonly<Record<Place, string>> = {
  sea: '海上',
  beach: '海滩',
  underwater: '水下',
  lake: '湖面',
  river: '河边',
  waterfall: '瀑布',
  mountain: '山中',
  snowmountain: '雪山',
  cloudsea: '云海',
  sky: '天空',
  night: '星空下',
  snowfield: '雪地',
  forest: '森林',
  bamboo: '竹林',
  blossom: '花树下',
  ginkgo: '银杏大道',
  garden: '花园',
  grassland: '草原',
  farm: '田野',
  desert: '沙漠',
  moonsurface: '月球表面',
  space: '太空',
  city: '城市',
  neon: '霓虹街头',
  street: '街道',
  road: '公路',
  oldtown: '古镇',
  windowsill: '窗台',
  interior: '室内',
  cafe: '咖啡馆',
  kitchen: '厨房',
  table: '桌面',
  stage: '舞台',
  stadium: '球场',
  podium: '展台',
  studio: '纯色背景',
  festive: '喜庆背景',
  amusement: '游乐园',
};

export const placeWords = readWords<Place>(`
sea 海上 大海 海洋 海面 海浪 海景 海中央 深海之上
beach 海边 沙滩 海滩 海岸 海岛 岸边 海滨 沙滩上 度假 三亚 马尔代夫 热带
underwater 水下 海底 深海 水里 水中 海底世界 水底 鱼缸 水族馆
lake 湖面 湖边 湖畔 湖水 湖 湖泊 西湖 池塘 水面 荷塘 湖心 湖上 荷花池 河面 天鹅湖 瑶池
river 河边 江边 河畔 江河 小河 河流 溪边 小溪 江面 溪水 河 江
waterfall 瀑布 山泉
mountain 山顶 山上 山里 山间 山谷 山脚 山坡 高山 山林 群山 山巅 山脚下 山峰 深山 悬崖 峡谷 山水 名山 山路 高原
snowmountain 雪山 雪峰 冰山 冰川 珠峰 富士山 冰原
cloudsea 云海 云海之上 云端 云上 仙境 云海之 云层 天宫 天庭 云雾缭绕
sky 天空 空中 天上 蓝天 高空 天际
night 星空 夜空 星空下 繁星 银河 流星雨
snowfield 雪地 雪原 雪景 冰面 冰天雪地 极地 北极 南极 雪中 冰雪 冰雪世界 雪地里 滑雪场 雪国
forest 森林 林间 森林深处 树林 丛林 密林 林中 雨林 松林 山林 枫林 野外 桃花源
bamboo 竹林 竹海 竹园
blossom 樱花树 樱花树下 樱花林 桃林 桃花林 花树下 樱花大道 梅园 桃花树
ginkgo 银杏大道 银杏林 银杏树 林荫道 林荫大道 梧桐大道 秋林
garden 花园 后花园 公园 花海 院子 庭院 园林 花丛 花圃 植物园 阳台 校园 花田 玫瑰园 动物园 幼儿园
grassland 草原 草地 草坪 原野 山坡上 露营地 牧场 田园 郊外 户外 草丛 大草原 郊野 高尔夫球场 呼伦贝尔
farm 田野 农田 麦田 稻田 果园 农场 菜园 乡村 梯田 油菜花田 茶园 田间 村庄 乡间 葡萄园 农村
desert 沙漠 大漠 戈壁 沙丘 荒漠 敦煌 丝绸之路 撒哈拉
moonsurface 月球上 月球 月面 火星 火星上 月球表面 外星 异星
space 太空 宇宙 外太空 银河系 星际 太空中 星球 太空站
city 城市 都市 城市夜景 城市天际线 天际线 楼顶 上海 北京 香港 外滩 陆家嘴 广场 城市上空 纽约 市中心 天台 屋顶 深圳 重庆 城市中 高楼大厦
neon 霓虹街头 霓虹 赛博朋克 赛博城市 未来城市 霓虹灯 夜市 酒吧 霓虹街 赛博朋克城市 夜店 科技城
street 街头 街道 小巷 街角 巷子 商业街 步行街 老街 街边 路边 马路 集市 市场 菜市场 购物街 商场 超市 商店 便利店 门店 胡同
road 公路 大道 高速公路 赛道 车站 道路 小路 机场 停车场 铁路 铁轨 站台 隧道 加油站
oldtown 古镇 江南水乡 水乡 古镇石桥 江南 古城 古街 古镇石桥旁 石桥 乌镇 丽江 苏州 古代 周庄 宫廷 园林景观 长安 古村 凤凰古城 古风街道
windowsill 窗台 窗边 窗前 飘窗 窗户边 窗台上 窗外
interior 室内 客厅 卧室 房间 家里 书房 家中 屋里 办公室 教室 图书馆 沙发上 床上 床头 浴室 家居 酒店 医院 壁炉 炉火 榻榻米 屋内 病房 书店 火炉
cafe 咖啡馆 咖啡厅 咖啡店 餐厅 茶馆 茶室 甜品店 面包店 饭店 餐馆 下午茶 奶茶店 酒馆 火锅店 居酒屋
kitchen 厨房 灶台 厨台 烘焙坊
table 桌面 木桌 餐桌 桌上 桌子上 野餐布 桌布 餐布 俯拍 砧板 案板 盘中 盘子里
stage 舞台 舞台中央 聚光灯 演唱会 剧场 音乐会 晚会 t台 秀场 发布会 颁奖
stadium 球场 体育场 操场 运动场 足球场 篮球场 健身房 赛场 体育馆 跑道 世界杯 奥运会 游泳池 泳池
podium 展台 产品 电商 电商海报 电商海报背景 产品展示 展示台 圆台 主图 商品 新品上市 新品 产品图 产品海报 直播间 橱窗 货架 详情页 广告图 商业摄影 静物
studio 纯色背景 白色背景 背景板 白底 渐变背景 纯色 棚拍 抽象背景 抽象 极简背景
festive 喜庆背景 春节 新年 过年 除夕 国庆 婚礼 元旦 庆典 喜宴 年货 双十一 购物节 年货节 大促 618 双十二 春节海报 团圆 拜年 庙会
amusement 游乐园 游乐场 主题公园 嘉年华 迪士尼 乐园
`);

export type Mood =
  | 'warm'
  | 'festive'
  | 'luxury'
  | 'calm'
  | 'fresh'
  | 'dreamy'
  | 'mystic'
  | 'retro'
  | 'playful'
  | 'lively'
  | 'cool'
  | 'romantic'
  | 'tech';
export const moodNames: Readonly<Record<Mood, string>> = {
  warm: '温馨',
  festive: '喜庆',
  luxury: '奢华',
  calm: '宁静',
  fresh: '清新',
  dreamy: '梦幻',
  mystic: '神秘',
  retro: '复古',
  playful: '童趣',
  lively: '热闹',
  cool: '冷峻',
  romantic: '浪漫',
  tech: '科技',
};
export const moodWords = readWords<Mood>(`
warm 温馨 温暖 暖心 治愈 舒适 惬意 团圆 幸福 暖色 家的味道 暖意 慵懒
festive 喜庆 节日 春节 新年 国庆 过年 吉祥 红火 中国红 除夕 元宵 元宵节 拜年 除夕夜 双喜 福气 婚礼 年货 国风喜庆
luxury 奢华 高级 高端 尊贵 轻奢 黑金 华丽 金色氛围 典雅 精致 质感 豪华 贵气
calm 宁静 安静 静谧 平静 禅意 悠闲 恬静 淡雅 素雅 简约 极简 留白 空灵 悠然
fresh 清新 清爽 自然 小清新 鲜嫩 清凉 绿色健康 健康 有机 清透 活力
dreamy 梦幻 童话 唯美 仙气 梦境 幻想 奇幻 梦幻般 朦胧 如梦 柔美
mystic 神秘 诡异 暗黑 幽暗 魔幻 恐怖 万圣节 幽深 史诗 玄幻 孤独 忧郁
retro 复古 怀旧 老上海 民国 古典 年代感 老照片 胶片 港风 八十年代 九十年代 文艺
playful 童趣 可爱 萌 卡通 俏皮 萌趣 儿童节 六一 趣味 呆萌 软萌
lively 热闹 欢乐 狂欢 派对 热烈 欢快 热情 快乐 聚会 热气腾腾 嘉年华 双十一 购物节 大促 生日 炫彩 缤纷
cool 冷峻 清冷 寒冷 冷色 冷淡 冰爽 冰凉 冰冷
romantic 浪漫 情人节 七夕 爱情 婚礼 告白 求婚 甜蜜 520 恋爱 约会 粉色氛围
tech 科技 科技感 未来 未来感 智能 数字 赛博朋克 科幻 机械感 全息 数码
`);

/** Colours by their Chinese roots: name for the description and sRGB. */
export const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  红: [214, 38, 44],
  橙: [244, 132, 30],
  黄: [248, 202, 50],
  绿: [62, 160, 76],
  青: [54, 168, 166],
  蓝: [44, 108, 214],
  紫: [132, 72, 188],
  粉: [246, 150, 182],
  白: [246, 246, 244],
  黑: [38, 38, 42],
  灰: [146, 150, 156],
  棕: [136, 88, 54],
  金: [222, 176, 72],
  银: [196, 202, 210],
};
export const colourWords = readWords<string>(`
红 红 红色 大红 正红 朱红 鲜红 酒红 深红 红彤彤 绯红 朱砂 赤 枣红 暗红 火红 浅红 玫红 珊瑚色 玫瑰红
橙 橙色 橘色 橘红 橘黄 橙红 橘 琥珀色
黄 黄 黄色 金黄 淡黄 鹅黄 明黄 柠檬黄 嫩黄 杏色 米黄 奶黄 姜黄
绿 绿 绿色 翠绿 碧绿 墨绿 嫩绿 草绿 薄荷绿 浅绿 深绿 牛油果绿 橄榄绿 军绿 抹茶绿 祖母绿 荧光绿
青 青色 青绿 天青 湖蓝 蒂芙尼蓝 青蓝 孔雀蓝 湖绿
蓝 蓝 蓝色 天蓝 湛蓝 深蓝 浅蓝 宝蓝 蔚蓝 淡蓝 藏蓝 克莱因蓝 海蓝 雾霾蓝 靛蓝 冰蓝
紫 紫 紫色 淡紫 深紫 紫红 浅紫 薰衣草紫 香芋紫 紫罗兰色
粉 粉 粉色 粉红 粉红色 淡粉 桃粉 樱花粉 少女粉 浅粉 藕粉 嫩粉 裸粉 粉嫩
白 白 白色 雪白 乳白 米白 洁白 纯白 奶白 奶油色 米色 象牙白 素白
黑 黑 黑色 乌黑 漆黑 纯黑 墨色 磨砂黑 哑光黑
灰 灰 灰色 浅灰 深灰 银灰 高级灰 太空灰
棕 棕 棕色 咖啡色 褐色 驼色 巧克力色 焦糖色 棕褐 卡其色 原木色
金 金 金色 香槟金 金灿灿 玫瑰金 鎏金 香槟色 金闪闪 烫金
银 银 银色 银白 镀银 亮银
`);

/** Words of the wish that name a manner of painting; 探索无限 looks here first. */
export const styleWords = readWords<string>(`
古风 古风 水墨 国画 国风 中国风 山水画 工笔 水墨画 古典中国 写意 东方美学 禅意 泼墨
二次元 二次元 动漫 日漫 动画 漫画 新海诚 宫崎骏 吉卜力 番剧
写实风格 写实 照片 摄影 超写实 真实 高清摄影 逼真 商业摄影 单反
浮世绘 浮世绘 日式版画 木版画 葛饰北斋
low_poly 低多边形 lowpoly 多边形
未来主义 未来主义 未来感 科技感 未来派
像素风格 像素 像素风 像素画 8位 复古游戏
概念艺术 概念艺术 概念设计 概念图 史诗 场景概念
赛博朋克 赛博朋克 霓虹 赛博 霓虹街头
洛丽塔风格 洛丽塔 哥特萝莉 lolita
巴洛克风格 巴洛克 文艺复兴 古典油画 宫廷风
超现实主义 超现实 超现实主义 达利 梦境
水彩画 水彩 水彩画 淡彩 水彩风
蒸汽波艺术 蒸汽波 vaporwave 故障艺术
油画 油画 厚涂 梵高 印象派 莫奈 油画风
卡通画 卡通 扁平 插画 绘本 儿童画 q版 Q版 手绘 矢量
`);

/**
 * Words that hold the word of a thing without meaning it: 马上 is no horse, 鱼尾裙 no fish. Listed so that the longest match
 * eats them.
 */
export const harmless: ReadonlySet<string> = new Set(
  `马卡龙 榴莲 山竹 菠萝蜜 冬瓜 丝瓜 稻草人 宫保鸡丁 比萨斜塔 歌剧院 马车 扫地 马上 马路 上海 海报 海底捞 花园 花样 花费 鱼尾 龙井 虎牙 牛仔 牛气 马克 马卡龙色 熊孩子 狗粮 猫粮 羊毛 羊绒 鸡尾 光线 天气 天然 天真
  月份 本月 日用 生日 星期 明星款 火热 火爆 火候 金秋 水平 水准 山寨 云南 云计算 云服务 书法 画面 画质 画风 背景 前景 远景 近景 全景 海量 树立 草稿
  特写 高清 细节 丰富 氛围 质感 风格 构图 虚化 景深 超清 大气 气氛 留白 画幅 镜头 视角 广角 光影 色调 配色 主题 元素 设计 效果 飞溅
  人像 人气 人民 人间 人类 个人 工人日 机会 机场 手工 手绘 手法 手感 手持 口味 口感 门口 门面 车间 心情 心意 心动 中心 点心动 用心 爱心满满
  一个 一种 一起 一样 包含 包括 包邮 包装 包容 面前 面向 面对 方面 里面 上面 下面 对面 表面 封面 表示 表现 表达 表情包 表演 票价 钱江 床单花
  鞋底 灯光 灯火 光束 火车站 楼梯 河南 河北 湖南 湖北 山东 山西 海南 江苏 浙江 黑龙江 青海 桥段 塔吊 鼓励 鼓舞 剑桥 球迷 星级 星座 云集 奶油 奶香 奶白 茶色
  蛋黄 蛋白 米色 肉色 酒红 酒店 酒吧 牛角 龙头 凤梨 鸭舌 马赛克 虎视 狼狈 熊熊 蛇形 象征 对象 印象 现象 抽象 形象 大象无形 画廊 画室 石油 石化 木质 草本 叶酸 花纹 花香 花边
  糖分 糖度 冰爽 冰凉 冰冷 雪纺 雪亮 风景 风光 鸟瞰 鱼眼 猫眼 鹰眼 狐臭 兔年 龙年 虎年 蛇年 马年 羊年 猴年 鸡年 狗年 猪年 鼠年 牛年`
    .split(/\s+/)
    .filter(Boolean),
);
