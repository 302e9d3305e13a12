"""Which encoding the bytes of a table are in, told from the bytes alone; where that is not certain, which it may be.

Every old encoding reads nearly every byte, so that a wrong one gives text without an error. What tells them apart
is whether that text is written as people write: Chinese of a table is made of few common characters, Japanese has
kana, a western word has one or two letters beyond ASCII among plain ones.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from charset_normalizer import from_bytes

# What a person may choose, the likeliest first where nothing ranks them.
OFFERED: Final = ("gb18030", "big5hkscs", "cp932", "cp949", "cp1252", "cp1250", "cp1251")

# So many lines of the probe may be the header.
HEADER_WITHIN: Final = 6

_RANKED: Final = 64 << 10
_KANA: Final = re.compile("[\u3041-\u30fa\u30fc]")
_HALF_KANA: Final = re.compile("[\uff61-\uff9f]")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_FOREIGN_RUN: Final = re.compile("[^\x00-\x7f]+")
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")
# The commonest characters of running text, and those that head and fill the columns of an order list.
_SIMPLIFIED: Final = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴切谷项州买卖订编号姓址省县货快递费价额付款支实退发票备注店铺宝旺旺账收件联系电话手机邮寄状态标题颜色尺码规格型码创建时间确认仓库优惠券折扣总数物流类目称客户促销赠积分税重量款式套盒袋瓶杯衣裤鞋帽男女童街道镇村号楼室栋弄幢层座园苑小花路北上海天津重庆河北山西内蒙古辽宁吉林黑龙江苏浙安徽福建江西东河南湖北广四川贵云陕甘肃青夏疆港澳深圳杭州武汉成都王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗样例序渠道平台币种用支付宝微信银行卡未已待成功关闭取消完成签等家录详"
)
_TRADITIONAL: Final = frozenset(
    "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女問力機給等幾很業最間新什打便位因重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加化由卻代軍產入先山五太水萬市眼體別處總才場師書比住員九性通目華報立馬命張活難神數件安表原車白應路期叫常提感金何更反合放做系計或司利受光王果親界及今京務制解各任至清物台象記邊共風戰干接它許八特覺望直服毛林題建南度統色字請交愛讓認算論百吃義科元社術結六功指思非流每青管夫連遠資隊跟帶花快條院變聯言權往展該領傳近留紅治決周保達辦運武半候七必城父強步完革深區即求品士轉量空眾技輕程告江語英基派滿式李息寫識極令黃德收錢倒未持取設始版雙歷越史商千片容研像找友孩站廣改議形委早房音火際則首單據導影失拿網香似斯專石若買賣訂編號姓址省縣貨遞費價額付款支退發票備註店鋪帳郵寄狀態標顏尺碼規格型創建確倉庫優惠券折扣類稱客戶促銷贈積稅重袋瓶杯衣褲鞋帽男童街鎮村樓室棟弄段巷臺灣桃園新竹苗栗彰化雲嘉義屏宜蘭澎湖香港九龍陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游詹胡施沈余盧梁趙範例完成取消"
)
_WEST: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßðþšž")
_SIGNS: Final = frozenset("€£°®™©’‘“”„–—…«»·•¡¿§²³½¼¾×ºª´¥¢\u00a0")
# A sign of cp1252 that stands in or at a word as only a letter does (Pawe³, £ódŸ): the text is of another code page.
_SIGN_IN_WORD: Final = re.compile(r"[a-z][³¹¿¶¼¾£¥ª¯][a-z]|[a-z][³¹¿¶¼](?![0-9a-z])|[£¯][a-zó]{2}")
# Letters beyond ASCII of the languages of either code page. Only what the two read differently weighs.
_WESTERN: Final = tuple(
    map(
        frozenset,
        ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíóúüñ", "àèéìíîòóù", "ãõáéíóúâêôàç", "åäöæøéü", "ëïéèöüó", "áéíóúýþæðö"),
    )
)
_CENTRAL: Final = tuple(
    map(frozenset, ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ"))
)


@dataclass(frozen=True)
class Verdict:
    """``encoding`` where it is certain; else None and what it ``may`` be, the likeliest first."""

    encoding: str | None
    may: tuple[str, ...] = ()


def judge(probe: bytes, reads: Callable[[str], bool], knows: Callable[[str], bool]) -> Verdict:
    """What ``probe``, whole lines that are neither UTF-8 nor UTF-16, is written in.

    ``reads`` says whether the whole file decodes; ``knows`` whether a line is the header of a known layout.
    """
    texts = {encoding: text for encoding in OFFERED if (text := _decoded(probe, encoding)) is not None}
    known = {encoding: line for encoding, text in texts.items() if (line := _header(text, knows))}
    # A known header in its own script outweighs what the cells look like.
    certain = [encoding for encoding, line in known.items() if _HAN.search(line)]
    if len(certain) != 1:
        certain = [encoding for encoding in texts if _written(probe, encoding, texts, encoding in known)]
    certain = [encoding for encoding in certain if reads(encoding)]
    if len(certain) == 1:
        return Verdict(certain[0])
    return Verdict(None, _ranked(probe, certain or [encoding for encoding in texts if reads(encoding)]))


def _decoded(probe: bytes, encoding: str) -> str | None:
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(probe)
    except UnicodeDecodeError:
        return None
    return None if any("\x7f" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff" for char in text) else text


def _written(probe: bytes, encoding: str, texts: dict[str, str], known: bool) -> bool:
    """Whether the text is written as people write in that encoding."""
    text = texts[encoding]
    foreign = [char for char in text if char > "\x7f"]
    match encoding:
        case "gb18030":
            # It has western letters too; bytes of another encoding never make these alone.
            western = all(char.lower() in _WEST or char in _SIGNS for char in foreign) and _among_letters(text)
            return western or _chinese(text, foreign, _SIMPLIFIED)
        case "big5hkscs":
            return _chinese(text, foreign, _TRADITIONAL)
        case "cp932":
            kana = len(_KANA.findall(text))
            return 8 * kana >= len(foreign) and share(foreign, lambda char: not _HALF_KANA.match(char)) >= 0.9
        case "cp1252" | "cp1250":
            return _western(probe, encoding, texts, known)
        case _:
            return False


def _chinese(text: str, foreign: list[str], common: frozenset[str]) -> bool:
    han = [char for char in foreign if _HAN.match(char)]
    if not han or share(foreign, _of_chinese) < 0.95:
        return False
    # Two accented letters in a row look like one Chinese character: Chinese words are longer.
    runs = [len(run) for run in _FOREIGN_RUN.findall(text)]
    return share(runs, lambda length: length >= 2) >= 0.5 and share(han, common.__contains__) >= 0.4


def _of_chinese(char: str) -> bool:
    return (
        bool(_HAN.match(char))
        or char in "·—‘’“”…、。〈〉《》「」『』【】〔〕￥¥×÷°№℃"
        or "\uff01" <= char <= "\uff5e"
        or char == "\u3000"
    )


def _western(probe: bytes, encoding: str, texts: dict[str, str], known: bool) -> bool:
    """Whether the text is of words with a few letters beyond ASCII, and of this code page rather than of the other."""
    text = texts[encoding]
    runs = [len(run) for run in _HIGH_RUN.findall(probe)]
    foreign = [char for char in text if char > "\x7f"]
    good = share(foreign, lambda char: char.isalpha() or char in _SIGNS)
    if share(runs, lambda length: length <= 2) < 0.8 or good < 0.98 or not _among_letters(text):
        return False
    differing = _differing(texts)
    if not differing:
        return encoding == "cp1252"
    west = {one.lower() for one, _ in differing if one not in _SIGNS}
    central = {other.lower() for _, other in differing}
    may_be_west = west <= _WEST and not _SIGN_IN_WORD.search(texts["cp1252"])
    may_be_central = any(central <= language for language in _CENTRAL)
    if encoding == "cp1252":
        return may_be_west and (known or not may_be_central or any(west <= language for language in _WESTERN))
    return may_be_central and not may_be_west


def _differing(texts: dict[str, str]) -> list[tuple[str, str]]:
    """The characters that the two western code pages read differently, as each reads them."""
    if "cp1250" not in texts or "cp1252" not in texts:
        return []
    return [pair for pair in zip(texts["cp1252"], texts["cp1250"], strict=True) if pair[0] != pair[1]]


def _among_letters(text: str) -> bool:
    """Whether letters beyond ASCII stand beside plain ones."""
    beside = total = 0
    for before, after in pairwise(f" {text} "):
        if after > "\x7f" and after.isalpha():
            total += 1
            beside += before.isascii() and before.isalpha()
        elif before > "\x7f" and before.isalpha() and after.isascii() and after.isalpha():
            beside += 1
    return 2 * beside >= total


def share(things: list[Any], good: Callable[[Any], bool]) -> float:
    return sum(map(good, things)) / len(things) if things else 0.0


def _header(text: str, knows: Callable[[str], bool]) -> str:
    """The first line that is a known header; a few others may stand above it."""
    lines = (line.rstrip("\r") for line in text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN])
    return next((line for line in lines if line and knows(line)), "")


def _ranked(probe: bytes, encodings: list[str]) -> tuple[str, ...]:
    """The encodings, the likeliest first; statistics may order them but never choose."""
    found = from_bytes(probe[:_RANKED], cp_isolation=encodings) if encodings else ()
    order = [match.encoding for match in found]
    return tuple(sorted(encodings, key=lambda each: order.index(each) if each in order else len(order)))
