from renshi_sdk.db import sql_migration, tenant_table

ID = "training_0001"
VERSION = "1.38.0"
DESCRIPTION = "courses, questions, enrolments and attempts"

forwards = sql_migration(
    "training",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "training_course",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "code text NOT NULL",
            "title text NOT NULL",
            "body text NOT NULL",
            "minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 2400)",
            "pass_mark integer NOT NULL CHECK (pass_mark BETWEEN 1 AND 100)",
            "max_attempts integer NOT NULL CHECK (max_attempts BETWEEN 1 AND 20)",
            "due_days integer NOT NULL CHECK (due_days BETWEEN 1 AND 365)",
            "for_new_hires boolean NOT NULL DEFAULT false",
            "position_id uuid NULL REFERENCES core_position(id) ON DELETE RESTRICT",
            "published boolean NOT NULL DEFAULT false",
            "UNIQUE (tenant_id, company_id, code)",
        ),
        "CREATE INDEX training_course_new_hires ON training_course (company_id) WHERE published AND for_new_hires",
        tenant_table(
            "training_question",
            "course_id uuid NOT NULL REFERENCES training_course(id) ON DELETE RESTRICT",
            "seq integer NOT NULL",
            "kind text NOT NULL CHECK (kind IN ('single', 'multiple'))",
            "text text NOT NULL",
            "options jsonb NOT NULL",
            "answer jsonb NOT NULL",
            "explanation text NOT NULL DEFAULT ''",
            "points integer NOT NULL CHECK (points BETWEEN 1 AND 100)",
            "UNIQUE (course_id, seq)",
        ),
        tenant_table(
            "training_enrolment",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "course_id uuid NOT NULL REFERENCES training_course(id) ON DELETE RESTRICT",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "source text NOT NULL",
            "state text NOT NULL CHECK (state IN ('assigned', 'started', 'passed', 'failed', 'cancelled'))",
            "due_on date NOT NULL",
            "attempts integer NOT NULL DEFAULT 0",
            "score numeric(5,2) NULL",
            "started_at timestamptz NULL",
            "completed_at timestamptz NULL",
            "reminded_on date NULL",
            "UNIQUE (course_id, employee_id, source)",
        ),
        "CREATE INDEX training_enrolment_employee ON training_enrolment (tenant_id, employee_id, state)",
        "CREATE INDEX training_enrolment_due ON training_enrolment (company_id, due_on)"
        " WHERE state IN ('assigned', 'started')",
        tenant_table(
            "training_attempt",
            "enrolment_id uuid NOT NULL REFERENCES training_enrolment(id) ON DELETE RESTRICT",
            "seq integer NOT NULL",
            "answers jsonb NOT NULL",
            "score numeric(5,2) NOT NULL",
            "passed boolean NOT NULL",
            "UNIQUE (enrolment_id, seq)",
        ),
    ],
)
