"""What each kind of single income bears, with every number of its formula. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from renshi_payroll.engine import further, one_off, other_income
from renshi_payroll.engine.explain import exact, money
from renshi_payroll.engine.fen import percent_of, to_fen
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.engine.withholding import ANNUAL_BASIC, MONTHLY_BASIC
from renshi_payroll.single_incomes.schemas import SingleIncomeIn
from renshi_sdk import Text

Tables = Callable[[str], RateTable]


class Lacking(ValueError):
    """An input that the kind needs and the caller left out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``tax`` and ``free`` (what bears none by itself) in fen; ``why`` line by line."""

    tax: int
    why: tuple[Text, ...]
    free: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of income: its name, the instrument, and the arithmetic."""

    label: Text
    source: str
    answer: Callable[[SingleIncomeIn, Tables], Answer]


def needed(data: SingleIncomeIn, name: str) -> int:
    """An amount in fen that the kind can't do without."""
    value = getattr(data, name)
    if value is None:
        raise Lacking(name)
    return to_fen(value)


def _row(
    table: RateTable, base: Decimal | int, tax: int, *, scale: int | Decimal = 1, times: int = 1
) -> Text:
    """``base × rate − quick = tax`` by the row that ``base / scale`` falls into."""
    if base <= 0:
        return Text("应纳税所得额不大于零，税额 0.00", "nothing is taxable: 0.00")
    bracket = table.bracket_for(base, scale)
    quick = f"{money(bracket.quick)} × {times}" if times != 1 else money(bracket.quick)
    said = f"{exact(Decimal(base))} × {percent_of(bracket.ppm)}% − {quick} = {money(tax)}"
    return Text(said, said)


def _costs(income: int) -> tuple[Decimal, Text]:
    base = other_income.labour_base(income)
    less = f"− {money(800_00)}" if income <= 4_000_00 else "× 80%"
    said = f"{money(income)} {less} = {exact(base)}"
    return base, Text(f"收入额：{said}", f"after costs: {said}")


def labour(data: SingleIncomeIn, tables: Tables) -> Answer:
    income, table = to_fen(data.amount), tables("labour")
    base, why = _costs(income)
    tax = other_income.labour_tax(table, income)
    return Answer(tax, (why, _row(table, base, tax)))


def author(data: SingleIncomeIn, tables: Tables) -> Answer:
    income = to_fen(data.amount)
    base, why = _costs(income)
    tax = other_income.author_tax(income)
    said = f"{exact(base)} × 70% × 20% = {money(tax)}"
    return Answer(tax, (why, Text(said, said)))


def royalty(data: SingleIncomeIn, tables: Tables) -> Answer:
    income = to_fen(data.amount)
    base, why = _costs(income)
    tax = other_income.royalty_tax(income)
    said = f"{exact(base)} × 20% = {money(tax)}"
    return Answer(tax, (why, Text(said, said)))


def labour_cumulative(data: SingleIncomeIn, tables: Tables) -> Answer:
    table, received, taxed = tables("annual"), needed(data, "received_before"), needed(data, "taxed_before")
    if data.months is None or data.months > 12:
        raise Lacking("months")
    total = received + to_fen(data.amount)
    tax = other_income.labour_cumulative_tax(table, total, data.months, taxed)
    base = other_income.labour_cumulative_base(total, data.months)
    said = f"{money(total)} × 80% − {money(MONTHLY_BASIC)} × {data.months} = {exact(base)}"
    due = other_income.labour_cumulative_tax(table, total, data.months, 0)
    return Answer(
        tax,
        (
            Text(f"累计应纳税所得额：{said}", f"cumulative taxable income: {said}"),
            _row(table, base, due),
            Text(
                f"本期应预扣：{money(due)} − 已预扣 {money(taxed)} = {money(tax)}",
                f"this period: {money(due)} − withheld {money(taxed)} = {money(tax)}",
            ),
        ),
    )


def annual_bonus(data: SingleIncomeIn, tables: Tables) -> Answer:
    bonus, table = to_fen(data.amount), tables("bonus")
    tax = one_off.bonus_tax(table, bonus)
    why = [_row(table, bonus, tax, scale=12)]
    band = one_off.in_pitfall(table, bonus)
    if band:
        why.append(
            Text(
                f"处于临界区间：发放 {money(band.above)} 时税后更多",
                f"a bonus of {money(band.above)} would leave more net",
            )
        )
    return Answer(tax, tuple(why))


def severance(data: SingleIncomeIn, tables: Tables) -> Answer:
    amount, average, table = to_fen(data.amount), needed(data, "average_wage"), tables("annual")
    free, tax = one_off.severance_tax(table, amount, average)
    said = f"{money(average)} × 12 × 3"
    return Answer(
        tax,
        (
            Text(f"免税 {money(free)}（以 {said} 为限）", f"exempt {money(free)} (at most {said})"),
            _row(table, amount - free, tax),
        ),
        free,
    )


def early_retirement(data: SingleIncomeIn, tables: Tables) -> Answer:
    amount, table = to_fen(data.amount), tables("annual")
    if data.years is None:
        raise Lacking("years")
    tax = one_off.early_retirement_tax(table, amount, data.years)
    base = max(amount - ANNUAL_BASIC * data.years, Decimal(0))
    bracket = table.bracket_for(base, data.years)
    years = f"{data.years.normalize():f}"
    said = (
        f"[({money(amount)} ÷ {years} − {money(ANNUAL_BASIC)}) × {percent_of(bracket.ppm)}% − {money(bracket.quick)}]"
        f" × {years} = {money(tax)}"
    )
    return Answer(tax, (Text(said, said) if base else _row(table, 0, 0),))


def internal_retirement(data: SingleIncomeIn, tables: Tables) -> Answer:
    amount, wage, table = to_fen(data.amount), needed(data, "wage"), tables("monthly")
    if data.months is None:
        raise Lacking("months")
    tax = further.internal_retirement_tax(
        table, wage=wage, lump_sum=amount, months=data.months, confirmed_by=data.reference
    )
    bracket = table.bracket_for(max((wage - MONTHLY_BASIC) * data.months + amount, 0), data.months)
    rate = percent_of(bracket.ppm)
    own = table.tax(wage - MONTHLY_BASIC)
    said = f"({money(wage)} + {money(amount)} − {money(MONTHLY_BASIC)}) × {rate}% − {money(bracket.quick)}"
    return Answer(
        tax,
        (
            Text(
                f"{money(wage)} + {money(amount)} ÷ {data.months} − {money(MONTHLY_BASIC)} 确定税率 {rate}%",
                f"{money(wage)} + {money(amount)} ÷ {data.months} − {money(MONTHLY_BASIC)} decides the rate, {rate}%",
            ),
            Text(
                f"{said} − 当月工资税额 {money(own)} = {money(tax)}",
                f"{said} − the wage's own {money(own)} = {money(tax)}",
            ),
            Text(f"口径依据：{data.reference}", f"by the reading of: {data.reference}"),
        ),
    )


def equity(data: SingleIncomeIn, tables: Tables) -> Answer:
    amount, table = to_fen(data.amount), tables("annual")
    received, taxed = needed(data, "received_before"), needed(data, "taxed_before")
    tax = further.equity_tax(table, received_before=received, taxed_before=taxed, amount=amount)
    said = f"{money(table.tax(received + amount))} − {money(taxed)} = {money(tax)}"
    return Answer(
        tax,
        (
            _row(table, received + amount, table.tax(received + amount)),
            Text(f"减去本年已扣：{said}", f"less what was withheld this year: {said}"),
        ),
    )


def nonresident_wage(data: SingleIncomeIn, tables: Tables) -> Answer:
    wage, table = to_fen(data.amount), tables("monthly")
    tax = other_income.nonresident_wage_tax(table, wage)
    said = f"{money(wage)} − {money(MONTHLY_BASIC)} = {money(wage - MONTHLY_BASIC)}"
    return Answer(tax, (Text(said, said), _row(table, wage - MONTHLY_BASIC, tax)))


def nonresident_bonus(data: SingleIncomeIn, tables: Tables) -> Answer:
    bonus, table = to_fen(data.amount), tables("monthly")
    tax = other_income.nonresident_bonus_tax(table, bonus)
    return Answer(tax, (_row(table, bonus, tax, scale=6, times=6),))


def _nonresident(
    part: int, tax_of: Callable[[RateTable, int], int]
) -> Callable[[SingleIncomeIn, Tables], Answer]:
    def answer(data: SingleIncomeIn, tables: Tables) -> Answer:
        income, table = to_fen(data.amount), tables("monthly")
        base, tax = Decimal(income * part) / 100, tax_of(table, income)
        said = f"{money(income)} × 80%{' × 70%' if part == 56 else ''} = {exact(base)}"
        return Answer(tax, (Text(said, said), _row(table, base, tax)))

    return answer


_STA_61 = "国家税务总局公告2018年第61号"
_MOF_164 = "财税〔2018〕164号"
_IIT_LAW = "个人所得税法 第六条"
RULES: dict[str, Rule] = {
    "labour": Rule(Text("劳务报酬（居民）", "Labour remuneration"), f"{_STA_61} 第八条", labour),
    "labour_cumulative": Rule(
        Text("劳务报酬（实习生、平台从业者，累计预扣）", "Labour income of interns and platform workers"),
        "国家税务总局公告2020年第13号；公告2025年第16号",
        labour_cumulative,
    ),
    "author": Rule(Text("稿酬（居民）", "Author's remuneration"), f"{_STA_61} 第八条", author),
    "royalty": Rule(Text("特许权使用费（居民）", "Royalties"), f"{_STA_61} 第八条", royalty),
    "annual_bonus": Rule(
        Text("全年一次性奖金（单独计税）", "Annual bonus, taxed separately"),
        f"{_MOF_164} 第一条",
        annual_bonus,
    ),
    "severance": Rule(Text("解除合同经济补偿", "Severance"), f"{_MOF_164} 第五条第一款", severance),
    "early_retirement": Rule(
        Text("提前退休一次性补贴", "Early retirement"), f"{_MOF_164} 第五条第二款", early_retirement
    ),
    "internal_retirement": Rule(
        Text("内部退养一次性收入", "Internal retirement"), "国税发〔1999〕58号", internal_retirement
    ),
    "equity": Rule(Text("股权激励", "Equity incentive"), "财政部 税务总局公告2023年第25号", equity),
    "nonresident_wage": Rule(
        Text("非居民工资薪金（当月）", "A non-resident's wage"), f"{_STA_61} 第九条", nonresident_wage
    ),
    "nonresident_bonus": Rule(
        Text("非居民数月奖金", "A non-resident's bonus of several months"),
        "财政部 税务总局公告2019年第35号",
        nonresident_bonus,
    ),
    "nonresident_labour": Rule(
        Text("非居民劳务报酬", "A non-resident's labour remuneration"),
        _IIT_LAW,
        _nonresident(80, other_income.nonresident_labour_tax),
    ),
    "nonresident_author": Rule(
        Text("非居民稿酬", "A non-resident's author's remuneration"),
        _IIT_LAW,
        _nonresident(56, other_income.nonresident_author_tax),
    ),
    "nonresident_royalty": Rule(
        Text("非居民特许权使用费", "A non-resident's royalties"),
        _IIT_LAW,
        _nonresident(80, other_income.nonresident_labour_tax),
    ),
}
