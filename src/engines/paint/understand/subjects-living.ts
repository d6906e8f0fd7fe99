// Animals, plants and people, each with the words that mean it. Data only.
import { readSubjects } from './subject-row.js';

const landAnimals = readSubjects(
  'grassland',
  `
猫@interior 🐈 s3 猫咪 小猫 橘猫 花猫 加菲猫 喵星人 波斯猫 布偶猫 英短 美短 狸花猫 小奶猫 奶猫 胖猫 大猫 猫儿 猫猫 三花猫 招财猫 幼猫 喵
*猫@interior 🐈‍⬛ s3 黑猫 黑色猫 黑猫咪 小黑猫
狗 🐕 s3 小狗 柴犬 狗狗 汪星人 金毛 拉布拉多 哈士奇 柯基 土狗 犬 牧羊犬 小狗狗 斗牛犬 法斗 秋田犬 比格犬 萨摩耶 幼犬 边牧 宠物狗
*狗 🐩 s3 贵宾犬 泰迪犬 泰迪狗 卷毛狗 比熊 雪纳瑞
*宠物<狗,猫@interior 🐕 s3 宠物
兔 🐇 s2 兔子 小兔 白兔 玉兔 小白兔 小兔子 兔宝宝 垂耳兔 兔兔 野兔
虎 🐅 s4 老虎 东北虎 白虎 猛虎 小老虎 华南虎
狮子 🦁 h4 雄狮 狮 小狮子 狮王
豹子<豹 🐆 s4 豹 猎豹 花豹 雪豹 黑豹
狐狸@forest 🦊 h3 小狐狸 赤狐 狐 白狐 九尾狐 灵狐
狼@forest 🐺 h3 野狼 灰狼 孤狼 狼群 雪狼
熊@forest 🐻 h4 棕熊 黑熊 狗熊 小熊 灰熊 大熊
北极熊<熊@snowfield 🐻‍❄ h4 白熊
熊猫@bamboo 🐼 h4 大熊猫 小熊猫 国宝 猫熊 滚滚
考拉@forest 🐨 h3 树袋熊 无尾熊
马 🐎 s4 骏马 白马 黑马 奔马 小马 马匹 战马 马儿 野马 骑马 汗血马 天马 飞马
独角兽 🦄 h4 小马宝莉
斑马 🦓 s4
鹿@forest 🦌 s4 小鹿 梅花鹿 麋鹿 驯鹿 鹿群 雄鹿 九色鹿
驼鹿<鹿@forest 🫎 h4
驴 🫏 s4 驴子 毛驴 小毛驴 骡子
牛 🐂 s4 公牛 黄牛 牛群 小牛 斗牛 牦牛 犀利牛
水牛<牛 🐃 s4
奶牛<牛 🐄 s4 乳牛 母牛
野牛<牛 🦬 s4
猪 🐖 s3 小猪 佩奇 猪猪 金猪 肥猪 粉猪
野猪<猪@forest 🐗 s3
羊 🐑 s3 绵羊 小羊 羊群 羔羊 羊羔 喜羊羊 小绵羊
山羊<羊 🐐 s3
公羊<羊 🐏 s3
骆驼@desert 🐫 s4 双峰驼 驼队 单峰驼 驼铃
羊驼 🦙 s3 草泥马 小羊驼
长颈鹿 🦒 s5
大象<象 🐘 s5 象 小象 象群 白象 小飞象
猛犸<象 🦣 s5 猛犸象 长毛象
犀牛 🦏 s4
河马 🦛 s4
鼠 🐁 s2 老鼠 小老鼠 耗子 米老鼠 田鼠 小鼠
仓鼠<鼠@interior 🐹 h2 小仓鼠 豚鼠 龙猫
松鼠@forest 🐿 s2 花栗鼠 小松鼠
刺猬@forest 🦔 s2
海狸@lake 🦫 s2 河狸 卡皮巴拉 水豚
水獭@lake 🦦 s2 海獭
蝙蝠@forest 🦇 f2
树懒@forest 🦥 s3
浣熊@forest 🦝 h3 小浣熊
臭鼬@forest 🦨 s3
獾@forest 🦡 s3 蜜獾
袋鼠 🦘 s4
猴@forest 🐒 s3 猴子 小猴 金丝猴 猕猴 猿猴 猢狲 孙悟空 美猴王 小猴子
大猩猩@forest 🦍 s4 猩猩 金刚
红毛猩猩<猩猩@forest 🦧 s4
火鸡@farm 🦃 s3
鸡@farm 🐓 s3 公鸡 雄鸡 大公鸡 金鸡
*鸡@farm 🐔 h3 母鸡 老母鸡
小鸡<鸡@farm 🐤 s2 鸡仔 鸡雏 小黄鸡
鸭@lake 🦆 w2 鸭子 小鸭 野鸭 鸳鸯 鸭群 小鸭子
小黄鸭<鸭@lake 🐥 w2 大黄鸭
鹅@lake 🪿 s3 大鹅 白鹅 大雁 鸿雁 雁
天鹅@lake 🦢 w3 白天鹅 黑天鹅 天鹅湖
鹤@lake =crane s4 仙鹤 丹顶鹤 白鹤 鹤群 白鹭 鹭 白鹳
火烈鸟@lake 🦩 s3
孔雀@garden 🦚 s4
鹦鹉@forest 🦜 s3
企鹅@snowfield 🐧 s3 小企鹅 帝企鹅
鸟@forest 🐦 f2 小鸟 飞鸟 喜鹊 麻雀 燕子 百灵 鸟儿 候鸟 青鸟 黄鹂 海鸥 画眉 知更鸟 雨燕
*鸟@forest 🐦‍⬛ f2 乌鸦 八哥
鸽子<鸟@city 🕊 f2 鸽 白鸽 和平鸽
鹰@mountain 🦅 f3 老鹰 雄鹰 苍鹰 大鹏
猫头鹰@forest 🦉 s3 夜枭
渡渡鸟<鸟 🦤 s3
凤凰@cloudsea :phoenix f4 火凤凰 朱雀 神鸟 火鸟
龙@cloudsea 🐉 f5 巨龙 神龙 金龙 中国龙 青龙 飞龙 祥龙 真龙
恐龙@forest 🦖 s5 霸王龙 暴龙 小恐龙
*恐龙@forest 🦕 s5 腕龙 梁龙 蜥脚类
蛇@forest 🐍 s3 灵蛇 蟒蛇 小蛇 白蛇 青蛇
龟@beach 🐢 s3 乌龟 海龟 陆龟 小乌龟 玄武
鳄鱼@lake 🐊 s4
蜥蜴@forest 🦎 s2 壁虎 变色龙
青蛙<蛙@lake 🐸 h2 蛙 小青蛙 牛蛙 树蛙 蟾蜍
蜗牛@garden 🐌 s2
蝴蝶@garden 🦋 f2 彩蝶 蝶 凤蝶 花蝴蝶
蜜蜂@garden 🐝 f1 小蜜蜂 蜂
瓢虫@garden 🐞 s1 七星瓢虫
甲虫@garden 🪲 s1 独角仙
蚂蚁@garden 🐜 s1
蜘蛛@forest 🕷 s2
毛毛虫@garden 🐛 s1 毛虫 青虫
蟋蟀@garden 🦗 s1 蝈蝈 蚂蚱 螳螂 蝉
蜻蜓@lake =dragonfly f2
萤火虫@forest ~fireflies g1 流萤
蚊子 🦟 f1
苍蝇 🪰 f1
蚯蚓 🪱 s1
蝎子@desert 🦂 s2
泰迪熊<熊,玩具@interior 🧸 s3 毛绒玩具 毛绒熊 玩偶 公仔 玩具熊 布娃娃 玩具
`,
);

const waterAnimals = readSubjects(
  'underwater',
  `
鱼 🐟 u2 小鱼 鱼儿 鱼群 鲫鱼 三文鱼 鲈鱼 年年有鱼 带鱼 鲤鱼
*鱼@lake =koi u3 锦鲤 红鲤 金鱼 红鲤鱼 鲤
热带鱼<鱼 🐠 u2 小丑鱼 神仙鱼 观赏鱼
河豚<鱼 🐡 u2 刺豚
鲨鱼<鱼 🦈 u4 大白鲨 鲨
鲸@sea 🐋 u5 鲸鱼 蓝鲸 座头鲸 鲸落 大鲸鱼 大鱼 鲲
*鲸@sea :orca u5 虎鲸 逆戟鲸
海豚@sea 🐬 u4 小海豚
海豹@beach 🦭 s3 海狮 海象
章鱼 🐙 u3 八爪鱼
鱿鱼 🦑 u3 乌贼 墨鱼
螃蟹@beach 🦀 s2 大闸蟹 蟹 帝王蟹 梭子蟹
虾@beach 🦐 s2 基围虾 虾仁 对虾
龙虾@beach 🦞 s3 小龙虾 麻辣小龙虾 波士顿龙虾
水母 🪼 u3 海蜇
贝壳@beach 🐚 s2 海螺 扇贝 贝类
牡蛎@beach 🦪 s2 生蚝 蚌 珍珠贝
珊瑚 🪸 s3 珊瑚礁
海星@beach =starfish s2
美人鱼 🧜‍♀ u4 人鱼 鲛人
`,
);

const plants = readSubjects(
  'garden',
  `
花 🌸 s2 花朵 鲜花 小花 花儿 百花 花海 繁花 花卉 鲜花朵朵
*花 🌺 s3 牡丹 芙蓉 木槿 扶桑花 芍药 山茶花 茶花 海棠 杜鹃花 月季 牡丹花 茉莉 山茶 木棉花 百合 百合花 兰花 蝴蝶兰
*花 🌼 s2 雏菊 菊花 小雏菊 野花 洋甘菊 波斯菊 水仙 水仙花 栀子花 桂花 蒲公英
樱花<花@blossom ~blossom g3 樱花树 樱花林 樱树 粉樱
桃花<花@blossom ~blossom g3 桃花林 桃林 杏花 梨花 桃花树 玉兰 玉兰花
梅花<花@blossom ~blossom g3 腊梅 红梅 寒梅 梅树 梅枝
玫瑰<花 🌹 s3 玫瑰花 红玫瑰 白玫瑰 蔷薇 玫瑰花瓣 粉玫瑰
郁金香<花 🌷 s3
向日葵<花@farm 🌻 s3 太阳花 葵花
荷花<花@lake 🪷 w3 睡莲 莲花 荷塘 荷 莲 荷叶 莲叶 红莲 白莲 荷花池
薰衣草<花 🪻 s3 风信子 紫罗兰 紫藤 丁香 鸢尾 薰衣草田
花束<花@podium 💐 s3 捧花 鲜花束 花篮 康乃馨 满天星花束
*花束<花@podium :bouquet s3
枯萎的花<花 🥀 s3
花环<花 🏵 s2
树@grassland 🌳 s4 大树 树木 小树 树林 榕树 橡树 古树 梧桐 柳树 杨柳 垂柳 桂花树 老树 白杨 胡杨 树下 果树 银杏树
*树@mountain 🌲 s4 松树 松 雪松 杉树 松柏 青松 迎客松 松林 杉木 冷杉
棕榈树<树@beach 🌴 s4 椰树 椰子树 棕榈 椰林 芭蕉
银杏<树@ginkgo ~ginkgo g4 银杏叶
圣诞树<树@snowfield 🎄 s4
仙人掌@desert 🌵 s3 仙人球 多肉 多肉植物
竹@bamboo ~bamboo g4 竹子 翠竹 竹叶 青竹 绿竹 竹影 修竹
盆栽<植物@interior 🪴 s3 绿植 植物 盆景 花盆 绿萝 植物盆栽
枫叶<叶@forest 🍁 r2 红叶 枫 枫树 枫林
落叶<叶@forest 🍂 r2 秋叶 黄叶 叶子 树叶 金叶
绿叶<叶@forest 🍃 r2 嫩叶 叶片 茶叶 新叶
四叶草 🍀 s2 幸运草 三叶草
麦穗@farm 🌾 s3 稻穗 稻谷 小麦 稻子 麦子 水稻 麦浪 高粱
嫩芽 🌱 s2 幼苗 新芽 发芽 小草 萌芽
蘑菇@forest 🍄 s2 香菇 菌菇 松茸 灵芝 菌子
青草@grassland ~grass g2 草丛 绿草
羽毛@studio 🪶 r2
木头@forest 🪵 s2 原木 木材 树桩 柴火 木柴
花瓣@blossom ~petals g1 落花 落英 花雨
`,
);

const people = readSubjects(
  'city',
  `
宇航员@space 🧑‍🚀 b4 航天员 太空人 飞天员 宇航服
机器人@city 🤖 h4 机甲 机械人 人工智能 AI机器人 智能机器人
小孩<孩子,人@garden 🧒 h3 孩子 孩子们 儿童 小朋友 孩童 萌娃 娃娃 小朋友们 童年
男孩<孩子,人@garden 👦 h3 小男孩 男童 少年 男生 牧童
女孩<孩子,人@garden 👧 h3 小女孩 女童 少女 姑娘 女生 萝莉 小姑娘 妹妹
婴儿<孩子,人@interior 👶 h2 宝宝 宝贝 新生儿 婴孩
男人<人 👨 h4 男子 先生 男士 爸爸 父亲 大叔 帅哥 小伙 小伙子 书生 侠客 剑客 诗人 侠士
女人<人 👩 h4 女子 女士 妈妈 母亲 美女 女性 佳人 美人 仕女 侠女 模特
老爷爷<老人,人 👴 h3 爷爷 老人 老翁 老者 外公 渔翁 隐士
老奶奶<老人,人 👵 h3 奶奶 外婆 老太太
人 🧑 h4 人物 路人 年轻人 青年 朋友 朋友们 闺蜜 人们 游客 旅人 顾客 观众 行人 众人 人群
情侣<人@beach 👫 s4 恋人 夫妻 男女 爱人 夫妇 牵手
家庭<人@interior 👪 b4 一家人 全家福 亲子 全家 一家三口 家人
新娘<人@garden 👰 b4 婚纱 花嫁
新郎<人@garden 🤵 b4
孕妇<人@interior 🤰 b4 准妈妈
公主<人@garden 👸 b4
王子<人@garden 🤴 b4
国王<人@festive 🫅 b4 女王 皇帝 王后 皇后
医生<人@interior 🧑‍⚕ b4 护士 大夫 白衣天使 医护人员
学生<人@interior 🧑‍🎓 b4 毕业生 大学生 学霸 毕业
老师<人@interior 🧑‍🏫 b4 教师 教授 教练
厨师<人@kitchen 🧑‍🍳 b4 大厨 主厨 师傅
农民<人@farm 🧑‍🌾 b4 农夫 园丁 果农 农人 茶农
工人<人@city 👷 b4 建筑工人 工程师 劳动者 环卫工
技工<人@city 🧑‍🔧 b4 维修工 修理工
科学家<人@interior 🧑‍🔬 b4 研究员 博士
程序员<人@interior 🧑‍💻 b4 码农 开发者 黑客
歌手<人@stage 🧑‍🎤 b4 歌星 偶像 明星 摇滚歌手 主唱
艺术家<人@interior 🧑‍🎨 b4 画家
飞行员<人@sky 🧑‍✈ b4 机长 空姐
消防员<人@city 🧑‍🚒 b4
警察<人@city 👮 b4 民警 交警
白领<人@city 🧑‍💼 b4 商人 职员 老板 上班族 经理 客服 主播
法官<人@interior 🧑‍⚖ b4 律师
侦探<人@city 🕵 b4 福尔摩斯
忍者<人@oldtown 🥷 b4 刺客 武士
卫兵<人@city 💂 b4 士兵 军人 将军 战士
圣诞老人<人@snowfield 🎅 h4 圣诞老公公
仙女<人@cloudsea 🧚‍♀ f4 花仙子 飞天 天女 嫦娥 仙子 织女
精灵<人@forest 🧝 b4 小精灵
魔法师<人@forest 🧙‍♂ b4 法师 巫师 魔术师 女巫 财神 财神爷
超人<人@city 🦸 b4 超级英雄 英雄
吸血鬼@city 🧛 b4
僵尸@city 🧟 b4
舞者<人@stage 💃 s4 舞女 舞蹈 舞蹈演员 跳舞 芭蕾 舞娘 舞姬
跑步者<人@garden 🏃 s4 跑步 跑步的人 马拉松 运动员 健身 奔跑
瑜伽<人@grassland 🧘 s4 冥想 打坐 禅修
冲浪者<人@sea 🏄 w4 冲浪
游泳者<人@sea 🏊 w3 游泳
骑行者<人,自行车@road 🚴 s4 骑车 骑自行车 骑行
滑雪者<人@snowfield ⛷ s4 滑雪
滑雪板@snowfield 🏂 s4 单板滑雪
赛马@grassland 🏇 s4 骑师 骑马的人
小丑<人@stage 🤡 h3
天使<人@cloudsea 👼 b3 小天使 丘比特
鬼@forest 👻 f3 幽灵 鬼魂 小鬼
外星人@space 👽 h3 外星生物 异形
骷髅@forest 💀 s2 骷髅头 头骨
笑脸@studio 😊 s3 表情 微笑脸
雪人@snowfield ⛄ s4 小雪人
`,
);

export const livingSubjects = [...landAnimals, ...waterAnimals, ...plants, ...people];
