"""Chinese exports of other years than the samples: what must come of a made-up row, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.etl.reading import SAMPLES, read
from tests.etl.test_variants import facts, file_of


def test_taobao_sub_orders_alone_hold_no_postage_but_what_was_paid(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "taobao_sub_orders.csv")
    assert facts(got, "channel_order_no", "stage", "subtotal", "total", "paid", "refunded") == [
        ("260200000000000001", "shipped", "50", "53", "53", "30"),
        ("260200000000000004", "awaiting_payment", "30", "30", "0", ""),
    ]
    lines = [(line["sku"], str(line["amount"])) for line in got.lines_of("260200000000000001")]
    assert lines == [("CUP-R", "20.0000"), ("POT-B", "30.0000")]


def test_taobao_sub_orders_give_the_lines_and_the_order_file_the_head(tmp_path: Path) -> None:
    header = (
        "订单编号|支付单号|买家应付货款|买家应付邮费|买家实付金额|订单状态|收货人姓名|收货地址|联系手机|订单创建时间|"
        "订单付款时间|商品标题|商品种类|物流公司|商家备注|订单关闭原因|发货时间|确认收货时间|确认收货打款金额|退款金额"
    )
    row = {
        "订单编号": "260200000000000001", "买家应付货款": "50.00", "买家应付邮费": "5.00", "买家实付金额": "53.00",
        "订单状态": "卖家已发货,等待买家确认", "收货人姓名": "张*", "收货地址": "广东省 深圳市 南山区 样例路",
        "订单创建时间": "2026-02-01 10:00:00", "商品标题": "样例茶杯，样例茶壶", "商品种类": "2",
    }  # fmt: skip
    head = file_of(tmp_path / "o.csv", header, row, encoding="gb18030")
    (tmp_path / "alone").mkdir()
    alone = read(tmp_path / "alone", head)
    assert facts(alone, "total", "paid", "region") == [("55", "53", "CN-44")]
    both = read(tmp_path, head, SAMPLES / "taobao_sub_orders.csv")
    assert facts(both, "total", "shipping", "customer_name") == [("55", "5", "张*"), ("30", "", "")]
    assert [line["sku"] for line in both.lines_of("260200000000000001")] == ["CUP-R", "POT-B"]


def test_jd_by_other_names(tmp_path: Path) -> None:
    header = (
        "订单编号|父单号|订单状态|商品编号|商品名称|商品数量|京东价|订单金额|应付金额|下单时间|付款时间|收货人姓名|"
        "收货地址|运单号|承运商|下单帐号|商家SKUID"
    )
    row = {
        "订单编号": "290000000001", "订单状态": "（删除）待出库", "商品编号": "100", "商品名称": "样例茶杯",
        "商品数量": "2", "京东价": "10.00", "订单金额": "20.00", "应付金额": "20.00",
        "下单时间": "2025-05-01 10:00:00", "收货地址": "广东深圳市南山区样例", "运单号": "JD1",
    }  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "j.csv", header, row))
    assert facts(got, "stage", "total", "district_code", "tracking_no") == [("paid", "20", "440305", "JD1")]


@pytest.mark.parametrize(
    "shape", ["商品总价（元）", "商品总价(元)", "商品总价 (元)", " 商品总价 （元） ", "*商品总价(元)：", "商品总价"]
)
def test_pdd_brackets_and_blanks_do_not_matter(tmp_path: Path, shape: str) -> None:
    unit = "（元）" if "（" in shape else "(元)"
    header = f"商品|订单号|订单状态|{shape}|用户实付金额{unit}|商品数量(件)|订单成交时间|省|市|区|快递单号|售后状态"
    row = {
        "商品": "样例茶杯\t", "订单号": "260601-1\t", "订单状态": "待发货\t", shape: "20.00\t",
        f"用户实付金额{unit}": "19.00\t", "商品数量(件)": "2\t", "省": "广东省\t",
        "订单成交时间": "2026-06-01 10:00:00\t", "市": "深圳市\t", "区": "南山区\t", "快递单号": "\t",
    }  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "p.csv", header, row, encoding="gb18030"))
    assert facts(got, "channel_order_no", "subtotal", "total", "district_code") == [("260601-1", "20", "19", "440305")]


def test_douyin_with_the_address_in_parts(tmp_path: Path) -> None:
    header = (
        "主订单编号|子订单编号|选购商品|商品规格|商品数量|商品ID|商品单价|订单应付金额|运费|收件人|省|市|区|街道|详细地址|"
        "订单提交时间|支付完成时间|订单状态|达人昵称|售后状态|取消原因|仓库ID"
    )
    row = {
        "主订单编号": "\t6900000000000000001", "子订单编号": "\t6900000000000000001", "选购商品": "样例茶杯",
        "商品数量": "1", "订单应付金额": "19.00", "省": "新疆维吾尔自治区", "市": "阿克苏地区", "区": "库车市",
        "详细地址": "样例*", "订单提交时间": "2026-06-01 10:00:00\t", "订单状态": "待发货", "售后状态": "-",
    }  # fmt: skip
    got = read(tmp_path, file_of(tmp_path / "d.csv", header, row))
    assert facts(got, "total", "region", "district_code", "address") == [
        ("19", "CN-65", "652902", "新疆维吾尔自治区 阿克苏地区 库车市 样例*")
    ]


def test_youzan_goods_need_their_orders(tmp_path: Path) -> None:
    got = read(tmp_path, SAMPLES / "youzan_orders.csv", SAMPLES / "youzan_items.csv")
    lines = [(line["sku"], str(line["amount"])) for line in got.lines_of("E20260601100000000000001")]
    assert lines == [("CUP-R", "58.0000"), ("POT-B", "30.0000")]


def test_a_status_that_no_year_knew_is_held(tmp_path: Path) -> None:
    header = "商品|订单号|订单状态|商品总价(元)|用户实付金额(元)|商品数量(件)|订单成交时间"
    row = {"订单号": "1", "订单状态": "量子发货中", "用户实付金额(元)": "1", "订单成交时间": "2026-06-01 10:00:00"}
    got = read(tmp_path, file_of(tmp_path / "p.csv", header, row))
    assert got.reasons == {2: "unknown_status"} and got.orders == []
