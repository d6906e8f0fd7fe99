// The categories of refused texts: which entries of the public word list count, and words of our own.
// Must not hold code. The public list mixes them with names, game titles and single characters; what no category claims is dropped.

export interface Category {
  readonly name: string;
  /** An entry of the public list belongs here when it matches. */
  readonly claims: RegExp;
  /** Words of our own, without spaces, lower case. */
  readonly own: readonly string[];
  /** Words of an alphabet, matched as whole words. */
  readonly words: RegExp | null;
}

export const categories: readonly Category[] = [
  {
    name: 'sexual',
    claims:
      /淫|奸|姦|屄|肏|鸡巴|雞巴|肉棒|肉棍|肉穴|小穴|骚穴|嫩穴|美穴|密穴|蜜穴|阴茎|阴道|阴唇|阴户|阴蒂|阴毛|龟头|睾丸|精液|射精|口交|肛交|性交|性爱|做爱|自慰|手淫|裸体|裸女|裸照|裸聊|全裸|乱伦|亂倫|强暴|迷药|春药|援交|卖淫|嫖|妓|色情|情色|色诱|三级片|黄色(电影|小说|网站|图片|录像|漫画)|成人(电影|小说|网站|图片|论坛|视频|激情|文学|影片|片)|激情(电影|小说|图片|裸|视频|淫|成人)|一夜情|一夜歡|幼女|幼交|女优|巨乳|爆乳|乳交|换妻/,
    own: [
      '裸体',
      '裸女',
      '裸照',
      '裸男',
      '全裸',
      '露点',
      '露乳',
      '色情',
      '儿童色情',
      '强奸',
      '轮奸',
      '性虐',
      '春宫图',
      '援交',
      '性器官',
      '生殖器',
    ],
    words:
      / (porn|porno|pornography|hentai|blowjob|handjob|rape|raped|nsfw|xxx|(nude|naked) (girls?|wom[ae]n|m[ae]n|boys?|body|child(ren)?|kids?)) /,
  },
  {
    name: 'political',
    claims:
      /法轮|法輪|法抡|發輪|轮功|輪功|六四事件|八九民运|天安门(事件|屠杀)|民運|台独|臺獨|台獨|藏独|藏獨|疆独|疆獨|港独|台湾(独立|獨立|共和国|帝国|建国|总统)|西藏独立|新疆独立|東突|共匪|反共|习近平|江泽民|胡锦涛|毛泽东|毛主席|温家宝|李克强|邓小平|朱镕基|江澤民|达赖|達賴|热比娅|李洪志|太子党/,
    own: [
      '习近平',
      '习主席',
      '习大大',
      '毛泽东',
      '江泽民',
      '胡锦涛',
      '邓小平',
      '法轮功',
      '法轮大法',
      '六四事件',
      '八九六四',
      '天安门事件',
      '台独',
      '藏独',
      '疆独',
      '港独',
      '东突厥斯坦',
      '达赖喇嘛',
      '纳粹万岁',
      '希特勒',
      '天皇万岁',
      '日本军旗',
    ],
    words: / (xi jinping|falun ?gong|falun ?dafa|tiananmen massacre|heil hitler) /,
  },
  {
    name: 'violence',
    claims: /恐怖(分子|组织|袭击)|本拉登|斩首|自杀炸弹|人体炸弹|手榴弹|炸药配方|枪支(买卖|出售)/,
    own: [
      '恐怖分子',
      '恐怖袭击',
      '恐怖组织',
      '伊斯兰国',
      '斩首',
      '砍头',
      '分尸',
      '肢解',
      '虐杀',
      '血腥屠杀',
      '割腕',
      '自杀',
      '人肉炸弹',
      '自制炸弹',
      '炸弹制作',
      '炸弹袭击',
      '枪杀',
      '虐待动物',
      '虐猫',
      '虐童',
    ],
    words: / (isis|beheading|behead|dismember(ed)?|suicide bomb(er|ing)?|terrorists?|gore|massacre) /,
  },
  {
    name: 'drugs',
    claims: /冰毒|海洛因|大麻|摇头丸|搖頭丸|毒品|吗啡|可卡因|鸦片|吸毒|贩毒|制毒|白粉/,
    own: ['冰毒', '海洛因', '大麻', '摇头丸', '可卡因', '吸毒', '贩毒', '毒品'],
    words: / (heroin|cocaine|meth(amphetamine)?|marijuana) /,
  },
  {
    name: 'gambling',
    claims: /赌|賭|六合彩|博彩|百家乐/,
    own: ['赌博', '赌场', '赌球', '博彩', '六合彩', '百家乐'],
    words: / (online casino|baccarat) /,
  },
  {
    name: 'fraud',
    claims: /假币|假钞|代开发票|窃听器|作弊器|洗钱/,
    own: ['假币', '假钞', '代开发票', '洗钱', '办假证', '假身份证'],
    words: null,
  },
  {
    name: 'abuse',
    claims: /操你|傻逼|傻屄|妈逼|媽逼|你妈的|他妈的|婊子|贱货|王八蛋|狗杂种/,
    own: ['傻逼', '草泥马', '操你', '你妈的', '他妈的', '王八蛋', '狗杂种', '婊子'],
    words: / (fuck(ing|er|ed)?|motherfucker|bitch(es)?|cunt|nigger) /,
  },
];

/** Harmless wording in which a refused word shows only because Chinese has no spaces, or which merely sounds like trouble. */
export const harmless: readonly RegExp[] = [
  /台湾(美食|小吃|夜市|风味|奶茶|水果|凤梨|牛肉面|卤肉饭|文创|旅游)[节展周街]?/g,
  /法国(红酒|香水|面包|甜品|大餐|浪漫|葡萄酒|鹅肝|庄园)/g,
  /[路出进港门窗渡入]口交[通汇易叉错界替谈接]/g,
  /[男女个弹异同理感雄雌线磁]性交[流友织付谈往易错替融]/g,
  /[男女个弹异同理感两]性爱[好国心吃美的情人上笑玩]/g,
  /做爱[心吃的情人]/g,
  /[酒香味糖]精液/g,
  /[林树绿柳]阴道/g,
  /射精[华油确准美]/g,
  /强暴[雨风]/g,
  /(西?藏|[台港疆])独[特有家享一角自白舞唱奏坐]|[舞平阳看露灯烛窗柜站月凉]台独[立]/g,
  /色情[怀人侣调绪景感节境趣缘书歌意]/g,
  /[热爱风激深亲柔豪]情色[彩调系泽]/g,
  /色诱[人惑]/g,
  /[烤鸡牛鱼蟹羊猪虾腿]肉[棒棍]/g,
  /[乌海陆金小巨老神象]龟头/g,
  /妇幼女/g,
  /鸡巴[士黎西厘]/g,
  /女优[惠雅先秀质美选品]/g,
  /[小洞岩]穴[位居]/g,
  /爆乳[酪酸茶]|水乳交[融织]|乳交[融织]/g,
  /消毒品/g,
  /大麻[花鸭雀将辣袋绳糕酱布团婆烦球薯糍圆]/g,
  /白粉[色蓝红嫩墙相底饼笔彩黛丝末刷]/g,
  /幼女[鞋装裤裙袜童]/g,
  /(沐浴|浴盐|泡澡|味蕾|能量|巧克力|奶油|抹茶|芝士)炸弹/g,
  /[人居全国市]民运[动输营会]/g,
  /(艺|舞|歌)妓/g,
];

/** Entries of the public list that mean something else more often than not. */
export const dropped: ReadonlySet<string> = new Set([
  '汉奸',
  '漢奸',
  '漢 奸',
  '汉 奸',
  '六四',
  '幼女',
  '调教',
  '民运',
  '西藏独',
  '新疆独',
  '台湾国',
  '母奸',
  '奸他',
  '奸你',
  '奸她',
  '妓',
  '法轮',
  '法輪',
]);
