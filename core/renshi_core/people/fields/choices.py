"""Lists of choices of the employee file. Codes are kept, titles shown."""

from __future__ import annotations

from typing import Final

from renshi_core.people.fields.checks import DOCUMENT_TYPES
from renshi_sdk.text import Text

Choices = dict[str, Text]

GENDERS: Final[Choices] = {"male": Text("男", "Male"), "female": Text("女", "Female")}
DOCUMENTS: Final[Choices] = dict(DOCUMENT_TYPES)
MARITAL: Final[Choices] = {
    "single": Text("未婚", "Single"),
    "married": Text("已婚", "Married"),
    "divorced": Text("离异", "Divorced"),
    "widowed": Text("丧偶", "Widowed"),
}
# GB/T 4762, those that occur among employees.
POLITICAL: Final[Choices] = {
    "masses": Text("群众", "No party"),
    "party": Text("中共党员", "Member of the CPC"),
    "probationary_party": Text("中共预备党员", "Probationary member of the CPC"),
    "league": Text("共青团员", "Member of the Youth League"),
    "other_party": Text("民主党派", "Member of another party"),
    "none": Text("无党派人士", "Without party affiliation"),
}
HUKOU: Final[Choices] = {
    "local_urban": Text("本地城镇", "Local, urban"),
    "local_rural": Text("本地农村", "Local, rural"),
    "other_urban": Text("外地城镇", "From elsewhere, urban"),
    "other_rural": Text("外地农村", "From elsewhere, rural"),
    "abroad": Text("港澳台及外籍", "Hong Kong, Macao, Taiwan or abroad"),
}
# GB/T 3304: names of nationalities of China; the code is the two letters of the standard.
_ETHNIC = (
    "HA汉族 MG蒙古族 HU回族 ZA藏族 UG维吾尔族 MH苗族 YI彝族 ZH壮族 BY布依族 CS朝鲜族 MA满族 DO侗族 YA瑶族 BA白族"
    " TJ土家族 HN哈尼族 KZ哈萨克族 DA傣族 LI黎族 LS傈僳族 VA佤族 SH畲族 GS高山族 LH拉祜族 SU水族"
    " DX东乡族 NX纳西族 JP景颇族"
    " KG柯尔克孜族 TU土族 DU达斡尔族 ML仫佬族 QI羌族 BL布朗族"
    " SL撒拉族 MN毛南族 GL仡佬族 XB锡伯族 AC阿昌族 PM普米族"
    " TA塔吉克族 NU怒族 UZ乌孜别克族 RS俄罗斯族 EW鄂温克族 DE德昂族 BN保安族 YG裕固族 GI京族 TT塔塔尔族 DR独龙族"
    " OR鄂伦春族 HZ赫哲族 MB门巴族 LB珞巴族 JN基诺族"
)
ETHNICITIES: Final[Choices] = {entry[:2]: Text(entry[2:], entry[2:]) for entry in _ETHNIC.split()}
NATIONALITIES: Final[Choices] = {
    code: Text(zh, en)
    for code, zh, en in (
        ("CN", "中国", "China"), ("HK", "中国香港", "Hong Kong, China"), ("MO", "中国澳门", "Macao, China"),
        ("TW", "中国台湾", "Taiwan, China"), ("JP", "日本", "Japan"), ("KR", "韩国", "Korea"),
        ("SG", "新加坡", "Singapore"), ("MY", "马来西亚", "Malaysia"), ("TH", "泰国", "Thailand"),
        ("VN", "越南", "Viet Nam"), ("PH", "菲律宾", "Philippines"), ("ID", "印度尼西亚", "Indonesia"),
        ("IN", "印度", "India"), ("PK", "巴基斯坦", "Pakistan"), ("RU", "俄罗斯", "Russia"),
        ("US", "美国", "United States"), ("CA", "加拿大", "Canada"), ("GB", "英国", "United Kingdom"),
        ("DE", "德国", "Germany"), ("FR", "法国", "France"), ("IT", "意大利", "Italy"),
        ("ES", "西班牙", "Spain"), ("AU", "澳大利亚", "Australia"), ("NZ", "新西兰", "New Zealand"),
        ("BR", "巴西", "Brazil"), ("ZZ", "其他", "Other"),
    )
}  # fmt: skip
RELATIONS: Final[Choices] = {
    "spouse": Text("配偶", "Spouse"),
    "father": Text("父亲", "Father"),
    "mother": Text("母亲", "Mother"),
    "son": Text("儿子", "Son"),
    "daughter": Text("女儿", "Daughter"),
    "sibling": Text("兄弟姐妹", "Brother or sister"),
    "other": Text("其他", "Other"),
}
LEVELS: Final[Choices] = {
    "primary": Text("小学", "Primary school"),
    "junior": Text("初中", "Junior middle school"),
    "senior": Text("高中", "Senior middle school"),
    "vocational": Text("中专/职高", "Vocational school"),
    "college": Text("大专", "Junior college"),
    "bachelor": Text("本科", "Undergraduate"),
    "master": Text("硕士研究生", "Master"),
    "doctor": Text("博士研究生", "Doctor"),
}
DEGREES: Final[Choices] = {
    "none": Text("无学位", "None"),
    "bachelor": Text("学士", "Bachelor"),
    "master": Text("硕士", "Master"),
    "doctor": Text("博士", "Doctor"),
}
PURPOSES: Final[Choices] = {
    "salary": Text("工资卡", "Salary"),
    "expense": Text("报销卡", "Expenses"),
    "other": Text("其他", "Other"),
}
MEDIA: Final[Choices] = {"card": Text("银行卡", "Card"), "passbook": Text("存折", "Passbook")}
PAPERS: Final[Choices] = {
    "identity": Text("身份证件", "Paper of identity"),
    "passport": Text("护照", "Passport"),
    "visa": Text("签证/居留许可", "Visa or residence permit"),
    "work_permit": Text("外国人工作许可证", "Work permit"),
    "diploma": Text("学历证书", "Diploma"),
    "degree": Text("学位证书", "Degree certificate"),
    "qualification": Text("职业资格证书", "Professional qualification"),
    "operation": Text("特种作业操作证", "Permit for special operations"),
    "health": Text("健康证", "Health certificate"),
    "leaving": Text("离职证明", "Certificate of leaving"),
    "photo": Text("证件照", "Photograph"),
    "other": Text("其他", "Other"),
}
