"""What the plugin adds to the home page and to the search over everything."""

from __future__ import annotations

from collections.abc import Sequence

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Context, Text
from renshi_sdk.contributions import HomeCard, HomeFigure, SearchHit, SearchSource
from renshi_sdk.db import fetch, fetch_row

_FIGURES = (
    "SELECT (SELECT count(*) FROM recruiting_ai_requisition WHERE company_id = $1 AND state = 'open') AS jobs,"
    " count(*) FILTER (WHERE stage = 'applied') AS applied, count(*) FILTER (WHERE stage = 'interviewing') AS talking,"
    " count(*) FILTER (WHERE stage = 'review') AS review, count(*) FILTER (WHERE stage = 'offer') AS offer"
    " FROM recruiting_ai_application WHERE company_id = $1 AND stage IN ('applied', 'interviewing', 'review', 'offer')"
)
_FOUND = (
    "SELECT a.id, c.name, r.title FROM recruiting_ai_candidate c"
    " JOIN recruiting_ai_application a ON a.candidate_id = c.id"
    " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
    " WHERE c.company_id = $1 AND c.erased_at IS NULL AND strpos(lower(c.name), lower($2)) > 0"
    " ORDER BY (lower(c.name) = lower($2)) DESC, a.created_at DESC LIMIT $3"
)
CANDIDATES = "/console/recruiting_ai/candidates"


async def figures(ctx: Context) -> Sequence[HomeFigure]:
    """How many candidates stand where; nothing where nobody is looked for."""
    row = await fetch_row(_FIGURES, ctx.company_id)
    if row is None or not any(row.values()):
        return ()
    return (
        HomeFigure(
            label=Text("招聘中岗位", "Open jobs"),
            value=row["jobs"],
            link="/console/recruiting_ai/requisitions?state=open",
        ),
        HomeFigure(label=Text("新投递", "Applied"), value=row["applied"], link=f"{CANDIDATES}?stage=applied"),
        HomeFigure(
            label=Text("面试中", "In interview"),
            value=row["talking"],
            link=f"{CANDIDATES}?stage=interviewing",
        ),
        HomeFigure(
            label=Text("待复核", "To review"),
            value=row["review"],
            link=f"{CANDIDATES}?stage=review",
            colour="warning" if row["review"] else "default",
        ),
        HomeFigure(label=Text("录用流程", "Offer"), value=row["offer"], link=f"{CANDIDATES}?stage=offer"),
    )


async def find_candidates(ctx: Context, wanted: str, limit: int) -> Sequence[SearchHit]:
    """Candidates of the company by a part of their name."""
    rows = await fetch(_FOUND, ctx.company_id, wanted, limit)
    return [SearchHit(r["name"], f"{CANDIDATES}/{r['id']}", r["title"]) for r in rows]


HOME_CARDS = (
    HomeCard(
        name="recruiting_ai.pipeline",
        title=Text("招聘进展", "Hiring"),
        permission=may.CANDIDATE_READ,
        load=figures,
        icon="user-plus",
        link=CANDIDATES,
        order=40,
    ),
)
SEARCH_SOURCES = (
    SearchSource(
        name="recruiting_ai.candidates",
        title=Text("候选人", "Candidates"),
        permission=may.CANDIDATE_READ,
        find=find_candidates,
        icon="user-tie",
    ),
)
