"""Facts about Chinese government departments: what each is called, was called, and merged into.

Sources: 深化党和国家机构改革方案 and 国务院机构改革方案 (March 2018), 党和国家机构改革方案 (March 2023),
and the abbreviations that local governments use in their own plans. Places and single offices are
not listed here; a department that is missing is still recognised by its shape.

Each line: the name in full use today first, then shorter and other current names, then after `|`
former names. Names stand without level (省, 市) and without their ending (局, 厅, 委).
"""

# Departments that end in 局, 厅, 委, ... depending on the level of government.
_BUREAUS = """
发展和改革 发展改革 发改 | 发展计划
工业和信息化 工业信息化 工信 经信 经济和信息化 经济信息化 | 经济贸易 经贸
教育
科学技术 科技
公安
民政
司法
财政
审计
统计
商务 | 商业
人力资源和社会保障 人力资源社会保障 人社 人保 | 劳动和社会保障 劳动保障 人事
自然资源和规划 自然资源 自规 规划和自然资源 规自 资规 | 国土资源 国土 规划
生态环境 | 环境保护 环保
住房和城乡建设 住房城乡建设 住建 住房建设 | 城乡建设 建设 城建
交通运输 交通 交运
水利
水务
农业农村 | 农业 农牧 畜牧 畜牧兽医 农村工作
卫生健康 卫健 | 卫生和计划生育 卫生计生 卫计 卫生 计生
文化和旅游 文化旅游 文旅 | 文化 旅游 旅游发展 文化新闻出版
应急管理 应急 | 安全生产监督管理 安全监管 安监
市场监督管理 市场监管 市监 市场 | 工商行政管理 工商 质量技术监督 质监 食品药品监督管理 食品药品监管 食药监管 食药监
药品监督管理 药品监管 药监 | 食品药品监督管理 食品药品监管 食药监管 食药监
知识产权
医疗保障 医保
退役军人事务 退役军人
民族宗教事务 民族宗教 民宗 | 民族事务 宗教事务
外事
体育
广播电视 广电
林业和草原 林草 林业
能源
粮食和物资储备 粮食 粮储 粮食物资储备
国有资产监督管理 国有资产监管 国资 国资监管
地方金融管理 地方金融监管 地方金融监督管理 地方金融 金融工作 金融发展
金融监督管理 金融监管 国家金融监督管理 | 银行保险监督管理 银保监 银监 保监
数据 大数据 数据管理 大数据管理 大数据发展 大数据发展管理 数据资源管理 大数据应用 数据发展 | 数字经济
政务服务管理 政务服务 政务 行政审批服务 行政审批 政务管理 | 政务公开
信访
机关事务管理 机关事务
城市管理 城管 城市管理综合执法 城市管理行政执法 城管执法 城市管理和综合执法 综合执法 | 市容环境卫生 市容
园林绿化 园林 绿化 绿化园林
税务 | 国家税务 地方税务 国税 地税
气象
地震
通信管理 通管
邮政管理 邮政 邮管
烟草专卖 烟草
海洋 海洋与渔业 海洋渔业 海洋发展
乡村振兴 | 扶贫开发 扶贫
国防动员 | 人民防空 人防
投资促进 投促 | 招商
口岸管理 口岸
疾病预防控制 疾控
监狱管理
戒毒管理
地方志
档案
铁路
民航
公路 公路管理 公路事业发展
市政 市政公用 市政管理
水文
林业和园林
"""

# Names that stand as they are, without an ending to vary; `>` leads to the bureau they are.
_WHOLE = """
国资委 > 国有资产监督管理
网信办 网络安全和信息化委员会办公室 互联网信息办公室 网信部门 网信办公室
编办 编委办 机构编制委员会办公室
宣传部
组织部
统战部
政法委 政法委员会
社会工作部 社工部
文明办 精神文明建设指导委员会办公室
巡察办 巡视办
纪委监委 纪委 监委 纪检监察机关
人大常委会 人大
政协
法院 人民法院 高级人民法院 中级人民法院 高院 中院
检察院 人民检察院 检察机关
总工会 工会
团委 共青团
妇联 妇女联合会
残联 残疾人联合会
科协 科学技术协会
文联 文学艺术界联合会
侨联 归国华侨联合会
工商联 工商业联合会
红十字会
贸促会
供销社 供销合作社 供销合作联合社 供销联社 供销合作总社
人民政府 政府
政府办 政府办公室 人民政府办公室 人民政府办公厅 政府办公厅 府办
委办 委办公室 委办公厅
督查室 政府督查室
政研室 政策研究室
金融办 金融工作办公室 金融服务办公室 > 地方金融管理
外办 外事办 外事办公室 > 外事
台办 台湾事务办公室
侨办 侨务办公室
人防办 人民防空办公室 国动办 > 国防动员
扶贫办 扶贫开发办公室 > 乡村振兴
食安办 食品安全委员会办公室 食品安全办
安委办 安全生产委员会办公室 安委会办公室
消委会 消保委 消费者协会 消协 消费者权益保护委员会
公积金中心 住房公积金管理中心 住房公积金中心 公积金管理中心
消防救援总队 消防总队 消防救援支队 消防支队 消防救援大队 消防大队 消防救援局 消防救援机构 消防部门 消防队
公安分局
公安局交警支队 交警支队 交管局 公安局交管局 公安局交通管理局
人民银行 人行 央行 中国人民银行
海关总署
海关
海事局
疾控中心 疾病预防控制中心
融媒体中心 融媒中心
气象台
党校 委党校
档案馆
图书馆
银保监分局 银监分局
金融监管分局 金融监督管理分局
交警总队 公安厅交警总队
铁路局 铁路局集团 铁路局集团公司
"""

# Bureaus that counties merged out of several: names -> what they do.
_MERGED = """
文化体育和旅游 文化体育旅游 文体旅 文体旅游 文旅体 文化旅游体育 文体 = 文化和旅游 体育
文化广电和旅游 文化广电旅游 文广旅 文广旅游 文广 文广新 文化广电新闻出版 = 文化和旅游 广播电视
文化广电体育和旅游 文化广电体育旅游 文广体旅 文体广旅 文广旅体 文体广电旅游 文体广电和旅游 文旅广体 文旅体广 = 文化和旅游 广播电视 体育
教育体育 教体 教育和体育 = 教育 体育
教育科技 教科 教育和科技 = 教育 科学技术
教育科技和体育 教科体 教育科技体育 = 教育 科学技术 体育
科技和工业信息化 科工信 科技工信 工信科技 工业信息化和科技 工业和信息化科技 工科 科工 = 科学技术 工业和信息化
商务和工业信息化 工信商务 商务工信 工业信息化和商务 工信和商务 = 商务 工业和信息化
发展改革和科技 发改科技 发展和改革科技 = 发展和改革 科学技术
发展改革和工业信息化 发改工信 = 发展和改革 工业和信息化
发展改革和统计 发改统计 发展和改革统计 = 发展和改革 统计
财政金融 = 财政 地方金融管理
农业农村和水务 农业农村水务 农水 农业农村和水利 农业农村水利 = 农业农村 水务 水利
住建和交通 住房城乡建设和交通 住建交通 住建交 = 住房和城乡建设 交通运输
住房和城乡建设管理 住建管 = 住房和城乡建设 城市管理
政务服务和数字化 政务服务数据管理 政务服务和数据管理 政务服务和大数据管理 政务服务大数据 数据和政务服务 政数 政务数据 政务服务与数字化 = 政务服务管理 数据
民政和社会事务 = 民政
卫生健康和医疗保障 = 卫生健康 医疗保障
应急管理和消防 = 应急管理
市场监管和知识产权 市场监督管理和知识产权 = 市场监督管理 知识产权
"""

ENDINGS = ("行政主管部门", "主管部门", "部门", "委员会", "总局", "局", "厅", "委")
CENTRAL_ENDINGS = ("部", "总局", "总署")


def _families(table: str) -> dict[str, tuple[str, ...]]:
    """Every name of a table -> the families (each by its first name) that bear or bore it."""
    found: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        left, _, family = line.partition(" > ")
        names = left.replace("|", " ").split()
        for name in names:
            found[name] = (*found.get(name, ()), family or names[0])
    return found


def _merged(table: str) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    names: dict[str, tuple[str, ...]] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for line in table.strip().splitlines():
        left, right = line.split(" = ")
        first = left.split()[0]
        names |= dict.fromkeys(left.split(), (first,))
        parts[first] = tuple(right.split())
    return names, parts


_MERGED_NAMES, PARTS = _merged(_MERGED)

# Name without level and ending -> families. PARTS: merged family -> the families it took in.
BUREAUS = _families(_BUREAUS) | _MERGED_NAMES
WHOLE = _families(_WHOLE)

# The provincial level, by its short names: askers write 甘肃财政厅 and 甘肃省财政厅.
_PROVINCES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南
广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
"""
PROVINCES = tuple(_PROVINCES.split())
