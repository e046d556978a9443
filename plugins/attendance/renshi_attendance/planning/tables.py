"""Tables of planned time."""

from piccolo.columns import UUID, Array, Boolean, Date, Integer, Numeric, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Shift(TenantTable, Table, tablename="attendance_shift"):
    """One version of a shift, in force from ``valid_from``; minutes from the day's midnight, in pairs."""

    company_id = UUID(null=False)
    code = Text(null=False)
    name = Text(null=False)
    valid_from = Date(null=False)
    spans = Array(base_column=Integer(), null=False)
    unpaid_breaks = Array(base_column=Integer(), null=False)
    half_split = Integer(null=True, default=None)
    flexible_before = Integer(null=False)
    flexible_after = Integer(null=False)
    each_segment = Boolean(null=False)
    window_before = Integer(null=True, default=None)
    window_after = Integer(null=True, default=None)
    grace_late = Integer(null=False)
    grace_early = Integer(null=False)


class Site(TenantTable, Table, tablename="attendance_site"):
    """A place where people may punch: a circle on the ground, the radio addresses of its Wi-Fi, or both."""

    company_id = UUID(null=False)
    name = Text(null=False)
    latitude = Numeric(digits=(9, 6), null=True, default=None)
    longitude = Numeric(digits=(9, 6), null=True, default=None)
    radius = Integer(null=True, default=None)
    bssids = Array(base_column=Text(), null=False)
    active = Boolean(null=False)


class Group(TenantTable, Table, tablename="attendance_group"):
    """People who follow the same rules (考勤组)."""

    company_id = UUID(null=False)
    name = Text(null=False)


class RuleRow(TenantTable, Table, tablename="attendance_rule"):
    """One version of a group's rules."""

    company_id = UUID(null=False)
    group_id = UUID(null=False)
    valid_from = Date(null=False)
    schedule = Text(null=False)
    week = Array(base_column=Text(), null=False)
    rotation = Array(base_column=Text(), null=False)
    anchor = Date(null=True, default=None)
    follow_calendar = Boolean(null=False)
    regime = Text(null=True, default=None)
    averaging = Text(null=True, default=None)
    punch_required = Boolean(null=False)
    outside = Text(null=False)
    site_ids = Array(base_column=UUID(), null=False)
    max_accuracy = Integer(null=True, default=None)
    correction_limit = Integer(null=False)
    overtime_source = Text(null=False)
    overtime_minimum = Integer(null=False)
    overtime_unit = Integer(null=False)
    overtime_rounding = Text(null=False)


class Member(TenantTable, Table, tablename="attendance_member"):
    """Who belongs to a group from when until when: a person, a department with what is under it, or a city."""

    company_id = UUID(null=False)
    group_id = UUID(null=False)
    employee_id = UUID(null=True, default=None)
    department_id = UUID(null=True, default=None)
    city = Text(null=True, default=None)
    valid_from = Date(null=False)
    valid_to = Date(null=True, default=None)
