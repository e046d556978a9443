"""The plugin's tables, for migrations."""

from __future__ import annotations

from renshi_recruiting_ai.bank.tables import OwnQuestion
from renshi_recruiting_ai.calibration.tables import Calibration, JudgeRow
from renshi_recruiting_ai.candidates.tables import Appeal, Application, Candidate, Consent, Decision
from renshi_recruiting_ai.chat.tables import Chat
from renshi_recruiting_ai.fairness.tables import Assessment, Demographic, FairnessAudit
from renshi_recruiting_ai.identity.tables import Identity
from renshi_recruiting_ai.interviews.tables import Interview, Score, Turn
from renshi_recruiting_ai.language_model.tables import LanguageModel, ModelCall
from renshi_recruiting_ai.media.tables import Chunk, Recording
from renshi_recruiting_ai.offers.tables import Offer
from renshi_recruiting_ai.pipeline.tables import Move, Pipeline, Stage
from renshi_recruiting_ai.pool.tables import Distinct, Merge, Suppressed
from renshi_recruiting_ai.profiles.tables import Profile
from renshi_recruiting_ai.quality.tables import QualityRun, RelationRow, WeightProposal
from renshi_recruiting_ai.ranking.tables import Match, Ranker
from renshi_recruiting_ai.requisitions.tables import Headcount, Requisition
from renshi_recruiting_ai.rescoring.tables import Rescore, RescoreLine
from renshi_recruiting_ai.resumes.tables import Batch, Resume
from renshi_recruiting_ai.review.tables import Document, Opened, Override, Rating
from renshi_recruiting_ai.rounds.tables import Panelist, Round, Scorecard
from renshi_recruiting_ai.signals.tables import Frame, Interval, Signal, SignalPolicy
from renshi_recruiting_ai.sourcing.tables import ChannelCost, JobChannel
from renshi_recruiting_ai.talk.tables import Message, Note, Task, Template
from renshi_recruiting_ai.transcripts.tables import Transcript
from renshi_sdk.db import piccolo_app

TABLES = (
    Profile,
    Requisition,
    Candidate,
    Application,
    Consent,
    Interview,
    Turn,
    Score,
    Decision,
    Appeal,
    Offer,
    Headcount,
    Pipeline,
    Stage,
    Move,
    Note,
    Task,
    Template,
    Message,
    JobChannel,
    ChannelCost,
    Suppressed,
    Merge,
    Distinct,
    Round,
    Panelist,
    Scorecard,
    Batch,
    Chat,
    OwnQuestion,
    Rescore,
    RescoreLine,
    Resume,
    Ranker,
    Match,
    Recording,
    Chunk,
    Transcript,
    Signal,
    Interval,
    Frame,
    SignalPolicy,
    Override,
    Rating,
    Opened,
    Document,
    Demographic,
    FairnessAudit,
    Assessment,
    LanguageModel,
    ModelCall,
    Identity,
    QualityRun,
    RelationRow,
    WeightProposal,
    Calibration,
    JudgeRow,
)
APP_CONFIG = piccolo_app("recruiting_ai", __file__, *TABLES)
