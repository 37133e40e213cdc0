"""Bylines of Chinese and Korean papers, in which names have no capitals and often no blanks."""

from __future__ import annotations

import pytest

from newsarchive.readers.credits.han import han_byline


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("本报记者 张三", ("张三",)),
        ("【本报记者 张三】", ("张三",)),
        ("本报记者张三 李四", ("张三", "李四")),
        ("新华社记者 张三、李四", ("张三", "李四")),
        ("光明日报记者 欧阳小明", ("欧阳小明",)),
        ("特约记者 张三", ("张三",)),
        ("（记者 张三）", ("张三",)),
        ("（记者张三 李四）", ("张三", "李四")),
        ("記者 王小明／台北報導", ("王小明",)),
        ("記者王小明、李大華／台北報導", ("王小明", "李大華")),
        ("王小明／台北報導", ("王小明",)),
        ("〔記者王小明／台北報導〕", ("王小明",)),
        ("【本報記者王小明台北報導】", ("王小明",)),
        ("（中央社記者王小明台北3日電）", ("王小明",)),
        ("김철수 기자", ("김철수",)),
        ("김철수 선임기자 kim@bay.example", ("김철수",)),
        ("(서울=만조통신) 김철수 기자 =", ("김철수",)),
        ("김철수·이영희 기자", ("김철수", "이영희")),
    ],
)
def test_a_name_is_taken_with_what_its_bearer_does(line: str, people: tuple[str, ...]) -> None:
    found = han_byline(line)
    assert found is not None
    assert found.people == people


@pytest.mark.parametrize(
    "line",
    [
        "张三", "记者安全", "记者何以成名", "本报记者", "本报评论员 高温", "记者 王毅回应了",
        "高雄／綜合報導", "周刊王／綜合報導", "國際中心／綜合報導", "綜合報導", "金價大漲",
        "本报记者在北京采访了张三", "정치부 기자", "사진 기자", "인턴 기자", "김철수", "우리 기자",
        "记者" * 60, "本报记者" + "张三、" * 40,
    ],
)  # fmt: skip
def test_what_is_not_certainly_a_name_is_none(line: str) -> None:
    assert han_byline(line) is None
