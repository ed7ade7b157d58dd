"""How common Chinese characters are in official prose: what tells text from bytes misread.

Ranks are counted over word lists and public notices; Traditional forms share the rank of their
Simplified ones.
"""

from functools import cache

from knowledge.text import is_han

# fmt: off
_FIRST = (
    "的人一业不在和有是中情工了大疫国防务税行上生要为对发市政地作时关用控企会部个等保以年通产出区理实这公到全员资他进来民我家定于可新方日机应重开各门办力学过分下主法"
    "期动道物自成就加经及好医省得能子管后服体月长小面位事前说提制点复所现者局场也间同们本化高病合其金安信天多相施心之报口建社费持度品外当运支内北展入治性单纳委与平将"
    "强策着三做如还设或院明项级确电线接规任你收第都受导毒供交起知总里表从而手府求组障指代并种系量十记已息正海二无需据向增型处最次目文式活城去统立数查落水战然调措感两"
    "责护由程名按常那网流件利构解南军农问染共条申取冠集山状西炎专使备基联决免肺此教疗车商东特路传原因缴见消格告意头台计么领况"
)
_FIRST_TRADITIONAL = (
    "業國務稅爲對發時關會個產區實這員資進來於機應開門辦學過動經醫後體長說點復現場間們報費當運內單納與將強還設項級確電線規導總裏從組並種記無據處統數戰調兩責護網構軍農"
    "問條狀專備聯決療車東傳繳見頭臺計麼領況"
)
_SECOND = (
    "财助万科严没只看响号优四难至江准营影些元先给结卫健打又身但监检类职布具直款武放康湖急照京老证议快题险司把输推少想请改织步清风回县党采她话汉比值形广书预更积技必干"
    "依被排别众减州再样融批完近队群离源每切气示济华补参极价果便五限居色术捐例征贷测效厅达选微权认续根户置石住义精包转担料首协美击王配延范额药率世研育除师银标案即客属"
    "称予热约非命投赠站很质变张何神整声际举困负审反儿村坚登引真马造房票稳团女今较送境己才诊百速米善低几校带太温核返序挥救观走河考域则足隔执断尽律光食黄岗深段央未节白"
    "族革视密环创空什降算该超察许承适注容土罩听游菜功它细器围究习列阳紧触销论史字红划失界让花存连李充边兵惠帮验争周林随餐官印势突眼益购乡死斯始督却停满询维言古历留後"
    "份庆德早旅贴八识止镇克享派均铁装抗六易往火退劳士思待压招须志令临层副亲春候养署模态录扩宣室患叫阻图付抓涉若试远励朝拉皇材售半英且象千似底笑获括尔暂答轻爱班编园显"
    "亚楼促培租双训择街龙吃简货聚航介望股初纪怎鼓像升致觉绿余另片般针攻七鱼九辆乐封播青普疑越亿终语帝占闻夫跟兴胜评素守伤扶础飞辖继扣附援宝互害贫含仅黑杀故斗遇云写陆"
    "血阶缓球堂彻星警绍违恢曾油贯符左甚景虽汇桥席症巴洲修愿错贸杨罗掌储福音散奖苏富良绝店破端络码陈假坐危托呼赢截章独邮找废座玉冲木诉宁读禁慈仍倒述抵哪宫酒画闭否右筹"
    "父艺筑逐刘肉演顺弹智宜刻峰异综钱宗阿赛疾友脸毛操戴吸追移够讲卡差顾蔬饮刚短库弟激召波乘角谈版献避晚厂递港乱念野液川咨套田拿零哥喜船略休庭渠母判既缺剂射频途洗兰夏"
    "尚换买树昌草贵季损访畅沙鲜藏奇孩架课谁夜盖午呢辑析束岛久香皮牌钟竟块载威聘怕味词板津敌丰衣册某著岁毕胡累典齐裁惊吴男馆背渡剑吧礼松刀污洋索敢灵孙签驻叶冷殊乎希寄"
    "账尼吗键固笔粮募苦轮脱欧纸您剧拨借械授欢阵启握邦罪露姓句静永朱径浙辅荆归卖练罚亮沉忙订娘填床宽履楚宋脚沿植沟矿扫犯谢茶洪靠盘悉窗吨曲脑妇折探迅饭隐宿误洁渐杂顶拓"
    "博遗慢蒙烧怀届洞陵哈兄摸暗啊雄吉迎努败痛毫牛酸允页甲赶秘屋鄂岸佩仪穿童凭爷篮贡软忽雷跑襄牵烈恩姑详汽纷旧咱亡墙骨释诺祖殖伯臣雪末绩湾诗丽醒唐伊禽熟刑币侧喝耕距暴"
    "泽盛刺潜沪妈捷址蛋虚雨恶链硬俄虑秩肃苗私抽繁郑荣拥谷徐挂勤炮跨彩伍怪殿旁兼幅扬旗宇讨枪秀透尤庄肯概顿巨烟婚偿泰麻朋牙券焦倾佛诸缩坏卷耳嘴档估跳侵抬戏圆赴残覆横迹"
    "莫丝媒瓦遍踪厚伸罢廷岩舞迟润嘉丁翻圣涨夺寻君讯鲁阴歌暖凡牢掉巡畜疏泛遭疆役灯甘拔"
)
_SECOND_TRADITIONAL = (
    "財萬嚴沒響號優難準營給結衛監檢類職證議題險輸請織風縣黨採話漢廣書預積幹別衆減樣隊羣離氣濟華補參極價術徵貸測廳達選權認續戶義轉擔協擊範額藥師銀標屬稱熱約贈質變張聲"
    "際舉負審兒堅馬穩團較診幾帶溫揮觀則執斷盡黃崗節視環創該許適聽遊細圍習陽緊觸銷論紅劃讓連邊幫驗爭隨勢購鄉卻滿詢維歷慶貼識鎮鐵裝勞壓須臨層親養態錄擴圖試遠勵獲爾暫輕"
    "愛編園顯亞樓雙訓擇龍喫簡貨紀覺綠餘針魚輛樂億終語佔聞興勝評傷礎飛轄繼寶貧僅殺鬥雲寫陸階緩徹紹違貫雖匯橋願錯貿楊羅儲獎蘇絕絡碼陳贏獨郵廢衝訴寧讀宮畫閉籌藝築劉順彈"
    "峯異綜錢賽臉夠講顧飲剛庫談獻廠遞亂諮劑頻蘭換買樹貴損訪暢鮮課誰蓋輯島鍾塊載詞敵豐冊歲畢齊驚吳館劍禮靈孫籤駐葉賬嗎鍵筆糧輪脫歐紙劇撥歡陣啓靜徑輔荊歸賣練罰訂牀寬腳"
    "溝礦掃謝盤噸腦婦飯隱誤潔漸雜頂遺燒懷屆敗頁趕祕儀憑爺籃貢軟牽詳紛舊牆釋諾績灣詩麗幣側澤潛滬媽虛惡鏈慮肅鄭榮擁掛揚討槍莊頓煙償傾諸縮壞檔戲圓殘橫跡絲蹤罷巖遲潤聖漲"
    "奪尋訊魯陰燈"
)
# fmt: on
# Stands for a character that is lost, as printers use it.
LOST = "□"

_COMMON = frozenset(_FIRST + _FIRST_TRADITIONAL)
_KNOWN = frozenset(_SECOND + _SECOND_TRADITIONAL)
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉〔〕【】—…·％－～「」『』　")
# Bopomofo, box drawing, Greek, Cyrillic, kana, Hangul, private use, half-width forms: what Chinese
# bytes turn into when they are read in the wrong place, and what official prose hardly holds.
_ODD_RANGES = (
    (0x0080, 0x00B6),
    (0x00B8, 0x02FF),
    (0x0370, 0x058F),
    (0x0590, 0x1FFF),
    (0x2500, 0x25FF),
    (0x3040, 0x312F),
    (0x3130, 0x318F),
    (0xA000, 0xF8FF),
    (0xFF61, 0xFFDC),
    (0xFFF0, 0xFFFF),
)


@cache
def commonness(char: str) -> float:
    """How much one character speaks for well-read Chinese: 3 (commonest 300) to -4 (never seen).

    ASCII and what both readings share is 0.
    """
    if char in _COMMON:
        return 3.0
    if char in _KNOWN or char in _PUNCTUATION:
        return 2.0
    code = ord(char)
    if code < 0x80:
        return 0.0 if char in "\t\n\r\f" or 0x20 <= code < 0x7F else -4.0
    if is_han(char):
        return _rarer(char)
    if any(low <= code <= high for low, high in _ODD_RANGES):
        return -3.0
    return -4.0 if code > 0xFFFF else -0.5


def _rarer(char: str) -> float:
    """Of characters outside the first 1300: those of the first level of a national set are known."""
    for codec, low, high in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            lead = char.encode(codec)[0]
        except UnicodeEncodeError:
            continue
        if low <= lead <= high:
            return 0.0
    return -1.5


def likelihood(text: str) -> float:
    """Mean commonness of the characters that are not ASCII, -4 to 3; 0 for pure ASCII."""
    scores = [commonness(char) for char in text if ord(char) >= 0x80]
    return sum(scores) / len(scores) if scores else 0.0
