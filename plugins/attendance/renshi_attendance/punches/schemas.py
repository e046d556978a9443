"""The wire of punches."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from renshi_sdk.web import Schema

from ..settings import Clock, clock_minutes

Latitude = Field(default=None, ge=-90, le=90, max_digits=9, decimal_places=6)
Longitude = Field(default=None, ge=-180, le=180, max_digits=9, decimal_places=6)


class PunchIn(Schema):
    """A punch of the signed-in employee; the time is the server's."""

    latitude: Decimal | None = Latitude
    longitude: Decimal | None = Longitude
    accuracy: int | None = Field(None, ge=0, le=100000, description="metres, as the phone reports")
    bssid: str | None = Field(
        None, max_length=20, description="the radio address of the Wi-Fi the phone is on"
    )
    device: str | None = Field(None, max_length=60)
    device_at: AwareDatetime | None = Field(None, description="the phone's own time; kept, never counted")
    reason: str | None = Field(None, max_length=200, description="why the punch is made outside")
    key: str | None = Field(
        None, min_length=8, max_length=80, description="the same key again is the same punch"
    )


class DevicePunch(Schema):
    """One punch from a device: ``external_id`` is the device's own number of it, so that sending twice is
    safe.
    """

    number: str = Field(min_length=1, max_length=32, description="工号")
    at: AwareDatetime
    external_id: str = Field(min_length=1, max_length=80)


class DevicePunches(Schema):
    """Punches of one device, at most 5,000 at once."""

    device: str = Field(min_length=1, max_length=60)
    punches: list[DevicePunch] = Field(min_length=1, max_length=5000)


class ImportIn(Schema):
    """A file that was uploaded to the file store (``POST /api/files``)."""

    file_id: UUID


class MissingPunchForm(BaseModel):
    """What a person fills in to have a missing punch added (补卡)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    day: date = Field(title="日期", json_schema_extra={"title_en": "Day"})
    time: Clock = Field(title="时间", description="如 09:00", json_schema_extra={"title_en": "Time"})
    reason: str = Field(
        title="原因",
        min_length=1,
        max_length=300,
        json_schema_extra={"title_en": "Reason", "x-kind": "textarea"},
    )

    def minute_of_day(self) -> int:
        return clock_minutes(self.time)
