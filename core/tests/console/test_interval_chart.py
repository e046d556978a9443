"""The chart of intervals: bars from low to high with a mark, over whatever rows it is given."""

from renshi_core.console.arrange import chart_config


def test_a_bar_goes_from_low_to_high_with_the_value_between() -> None:
    drawn = chart_config("interval", "name", ("r", "low", "high"), ["强度"], rows="${items}")
    (series,) = drawn["series"]
    assert series["type"] == "boxplot"
    assert series["data"] == {
        "$items": {"name": "${name}", "value": ["${low}", "${low}", "${r}", "${high}", "${high}"]}
    }
    assert drawn["yAxis"]["data"] == "${items|pick:name}"
    assert series["markLine"]["data"] == [{"xAxis": 0}]
    assert drawn["dataset"] == {}
