"""What must be true of a request, whatever people do: a model that knows nothing of tables.

It keeps for each gate who holds a part in it, who has agreed, and after whom a part's turn comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from renshi_sdk.contracts import RequestState

ME = "me"
ABOVE = {"boss": "hr"}
"""Who is above whom; the fallback role is held by ``hr`` alone."""


@dataclass(eq=False)
class Part:
    """A part in a gate. A signer has to agree whatever the gate's mode."""

    holder: str
    signer: bool = False
    agreed: bool = False
    after: Part | None = None

    @property
    def turn(self) -> bool:
        return not self.agreed and (self.after is None or self.after.agreed)


Tests = bool | tuple[str, tuple["Tests", ...]]
"""A test that holds or doesn't, or a group of them: ``("any", (True, ("none", (False,))))``."""


def true(tests: Tests) -> bool:
    """Whether it holds, by the words of logic alone."""
    if isinstance(tests, bool):
        return tests
    match, inside = tests
    said = [true(one) for one in inside]
    return {"all": said.count(False) == 0, "any": said.count(True) > 0, "none": said.count(True) == 0}[match]


@dataclass(frozen=True)
class Plan:
    """One step of the flow that was drawn; it is part of the request where all of ``when`` hold."""

    people: tuple[str, ...]
    mode: str
    when: tuple[Tests, ...] = ()
    on_timeout: str = "remind"

    @property
    def wanted(self) -> bool:
        return all(true(one) for one in self.when)


@dataclass
class Gate:
    """A gate that is open or was."""

    plan: Plan
    parts: list[Part] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    expired: bool = False

    @property
    def passed(self) -> bool:
        base = [p.agreed for p in self.parts if not p.signer]
        enough = any(base) if self.plan.mode == "any" else all(base)
        return enough and all(p.agreed for p in self.parts if p.signer) and any(p.agreed for p in self.parts)

    def of(self, who: str) -> Part | None:
        return next((p for p in self.parts if p.holder == who), None)

    def add(self, part: Part) -> None:
        self.parts.append(part)
        self._see(part.holder)

    def give(self, part: Part, to: str) -> None:
        part.holder = to
        self._see(to)

    def _see(self, who: str) -> None:
        if who not in self.seen:
            self.seen.append(who)

    def in_line(self) -> list[Part]:
        """Parts whose turn it is, in the order their holders came to the gate."""
        return sorted((p for p in self.parts if p.turn), key=lambda p: self.seen.index(p.holder))


class Model:
    """A request: its gates so far, its state, and how often its effect took place."""

    def __init__(self, plans: list[Plan], substitutes: dict[str, str], *, merge: bool) -> None:
        self.plans = [p for p in plans if p.wanted]
        self.index = [i for i, p in enumerate(plans) if p.wanted]
        self.substitutes, self.merge = substitutes, merge
        self.effects = 0
        self.gates: list[Gate] = []
        self.state = RequestState.PENDING
        self.open_from(0)

    @property
    def gate(self) -> Gate:
        return self.gates[-1]

    def open_from(self, place: int) -> None:
        """Ask the gate at ``place`` and, where those who agreed before pass it, the next."""
        self.state = RequestState.PENDING
        self.gates = self.gates[:place]
        while len(self.gates) < len(self.plans):
            plan = self.plans[len(self.gates)]
            before = (
                {p.holder for p in self.gates[-1].parts if p.agreed} if self.merge and self.gates else set()
            )
            gate = Gate(plan)
            last: Part | None = None
            for who in [p for p in plan.people if p != ME] or ["hr"]:
                part = Part(who, agreed=who in before)
                if not part.agreed:
                    part.after = last if plan.mode == "in_order" else None
                    last = part
                gate.add(part)
            self.gates.append(gate)
            if not gate.passed:
                self.stand_in()
                return
        self.state = RequestState.APPROVED
        self.effects += 1

    def stand_in(self) -> None:
        for part in self.gate.in_line():
            chain: list[str] = []
            while (chain or [part.holder])[-1] in self.substitutes:
                following = self.substitutes[(chain or [part.holder])[-1]]
                if following in (*chain, part.holder):
                    chain = []
                    break
                chain.append(following)
            if chain and chain[-1] != ME and self.gate.of(chain[-1]) is None:
                self.gate.give(part, chain[-1])

    def does(self, who: str, action: str, to: str, where: str, step: int) -> bool:
        """Do it where it may be done, and say whether."""
        pending = self.state is RequestState.PENDING
        part = self.gate.of(who) if pending else None
        mine = part is not None and part.turn and who != ME
        free = pending and to != ME and self.gate.of(to) is None
        if action == "approve" and mine and part:
            part.agreed = True
            if self.gate.passed:
                self.open_from(len(self.gates))
            elif any(p.after is part for p in self.gate.parts):
                self.stand_in()
        elif action == "reject" and mine:
            self.state = RequestState.REJECTED
        elif action == "return" and mine:
            self.state = RequestState.RETURNED
        elif action == "rewind" and mine and step in self.index[: len(self.gates) - 1]:
            self.open_from(self.index.index(step))
        elif action == "delegate" and mine and free and part:
            self.gate.give(part, to)
            self.stand_in()
        elif action == "add_signer" and mine and free and part:
            self._sign(part, to, where)
        elif action == "withdraw" and who == ME and self.state.open:
            self.state = RequestState.WITHDRAWN
        elif action == "resubmit" and who == ME and self.state is RequestState.RETURNED:
            self.open_from(0)
        elif action == "timeout" and pending and not self.gate.expired:
            self._expire()
        else:
            return action == "timeout"
        return True

    def _sign(self, part: Part, to: str, where: str) -> None:
        made = Part(to, signer=True)
        if where == "before":
            made.after, part.after = part.after, made
        elif where == "after":
            for other in self.gate.parts:
                if other.after is part:
                    other.after = made
            made.after = part
        self.gate.add(made)
        if where != "after":
            self.stand_in()

    def _expire(self) -> None:
        what = self.gate.plan.on_timeout
        if what == "reject":
            self.state = RequestState.REJECTED
            return
        moved = False
        if what == "escalate":
            for part in self.gate.in_line():
                above = ABOVE.get(part.holder, "hr")
                if self.gate.of(above) is None:
                    self.gate.give(part, above)
                    moved = True
            if moved:
                self.stand_in()
        self.gate.expired = not moved
