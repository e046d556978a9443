from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0005"
VERSION = "1.38.0"
DESCRIPTION = "recordings, transcripts, what was measured in them, and who turned a signal on"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
INTERVIEW = "interview_id uuid NOT NULL REFERENCES recruiting_ai_interview(id) ON DELETE CASCADE"
RECORDING = "recording_id uuid NOT NULL REFERENCES recruiting_ai_recording(id) ON DELETE CASCADE"
# The file goes when its time is over; the row then says that there was one.
FILE = "file_id uuid NULL REFERENCES core_file(id) ON DELETE SET NULL"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        "ALTER TABLE recruiting_ai_turn ADD COLUMN answered_by text NOT NULL DEFAULT 'text'"
        " CHECK (answered_by IN ('text', 'voice', 'video'))",
        "ALTER TABLE recruiting_ai_turn ADD COLUMN attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0)",
        # Extra time is nobody's to explain: a share of the time everybody has, or none at all.
        "ALTER TABLE recruiting_ai_interview ADD COLUMN time_percent integer NULL DEFAULT 100"
        " CHECK (time_percent BETWEEN 100 AND 400)",
        tenant_table(
            "recruiting_ai_recording",
            COMPANY,
            INTERVIEW,
            "turn_no integer NOT NULL CHECK (turn_no > 0)",
            "attempt integer NOT NULL CHECK (attempt > 0)",
            "segment integer NOT NULL CHECK (segment > 0)",
            # The candidate's page names a recording before the server knows of it, so that it can go on offline.
            "key text NOT NULL",
            "kind text NOT NULL CHECK (kind IN ('audio', 'video'))",
            "media_type text NOT NULL",
            "state text NOT NULL CHECK (state IN ('receiving', 'stored', 'analysed', 'refused', 'discarded'))",
            "chunk_count integer NULL CHECK (chunk_count > 0)",
            "size bigint NOT NULL DEFAULT 0 CHECK (size >= 0)",
            "sha256 text NULL",
            "seconds numeric(9,3) NULL",
            FILE,
            "keep_until date NOT NULL",
            "begun_at timestamptz NOT NULL",
            "finished_at timestamptz NULL",
            "fault_code text NULL",
            "UNIQUE (tenant_id, interview_id, key)",
            "UNIQUE (tenant_id, interview_id, turn_no, attempt, segment)",
        ),
        "CREATE INDEX recruiting_ai_recording_state ON recruiting_ai_recording"
        " (tenant_id, company_id, state, keep_until)",
        tenant_table(
            "recruiting_ai_chunk",
            COMPANY,
            RECORDING,
            "chunk_no integer NOT NULL CHECK (chunk_no >= 0)",
            "size integer NOT NULL CHECK (size > 0)",
            "sha256 text NOT NULL",
            FILE,
            "UNIQUE (tenant_id, recording_id, chunk_no)",
        ),
        tenant_table(
            "recruiting_ai_transcript",
            COMPANY,
            INTERVIEW,
            "turn_no integer NOT NULL CHECK (turn_no > 0)",
            "version integer NOT NULL CHECK (version > 0)",
            "source text NOT NULL CHECK (source IN"
            " ('asr_local', 'asr_http', 'candidate_typed', 'candidate_corrected', 'candidate_confirmed', 'hr_typed'))",
            "words text NOT NULL",
            # Of each word: characters, milliseconds, confidence, and the recording it was heard in.
            "pieces jsonb NOT NULL",
            "confidence numeric(5,4) NULL CHECK (confidence BETWEEN 0 AND 1)",
            "changed_share numeric(5,4) NULL",
            "model text NULL",
            "model_digest text NULL",
            "digest text NOT NULL",
            "UNIQUE (tenant_id, interview_id, turn_no, version)",
        ),
        tenant_table(
            "recruiting_ai_signal",
            COMPANY,
            INTERVIEW,
            RECORDING,
            "turn_no integer NOT NULL CHECK (turn_no > 0)",
            "part text NOT NULL CHECK (part IN ('vad', 'speech', 'asr', 'face', 'identity'))",
            "state text NOT NULL CHECK (state IN ('measured', 'abstained', 'absent', 'refused'))",
            "backend text NULL",
            "model_digest text NULL",
            "analyser text NOT NULL",
            "input_digest text NOT NULL",
            "measures jsonb NOT NULL",
            "reason_zh text NULL",
            "reason_en text NULL",
            "digest text NOT NULL",
            "UNIQUE (tenant_id, recording_id, part)",
        ),
        "CREATE INDEX recruiting_ai_signal_interview ON recruiting_ai_signal (tenant_id, interview_id, turn_no)",
        tenant_table(
            "recruiting_ai_interval",
            COMPANY,
            RECORDING,
            "part text NOT NULL",
            "kind text NOT NULL",
            "start_ms integer NOT NULL CHECK (start_ms >= 0)",
            "end_ms integer NOT NULL",
            "value numeric(12,4) NULL",
            "CHECK (end_ms >= start_ms)",
        ),
        "CREATE INDEX recruiting_ai_interval_recording ON recruiting_ai_interval (tenant_id, recording_id, start_ms)",
        tenant_table(
            "recruiting_ai_frame",
            COMPANY,
            RECORDING,
            "at_ms integer NOT NULL CHECK (at_ms >= 0)",
            "kind text NOT NULL",
            "measures jsonb NOT NULL",
            "sha256 text NOT NULL",
            FILE,
            "UNIQUE (tenant_id, recording_id, at_ms, kind)",
        ),
        # Who turned a signal on, and why: only ever added to.
        tenant_table(
            "recruiting_ai_signal_policy",
            COMPANY,
            "signal text NOT NULL CHECK (signal IN ('speech', 'video'))",
            "weight integer NOT NULL CHECK (weight BETWEEN 0 AND 20)",
            "jurisdiction text NOT NULL",
            "justification text NOT NULL CHECK (justification <> '')",
            "decided_by uuid NULL",
            "decided_by_name text NOT NULL",
            "decided_at timestamptz NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX recruiting_ai_signal_policy_now ON recruiting_ai_signal_policy"
        " (tenant_id, company_id, signal, decided_at)",
    ],
)
