"""The process that opens résumés: limits first, then one file after another over stdin and stdout.

Frames are a length of four bytes and that many bytes. The first holds the job's screening rules as JSON (or null);
then a request is a file, an answer JSON: what was read, the structure of it, the match with the rules. Nothing else
reaches stdout: what a library prints goes to stderr.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys

MEMORY = 1_500 * 2**20
MEMORY_OCR = 4_000 * 2**20
OUTPUT = 0


def limit(memory: int) -> None:
    """No more memory than this, no file larger than nothing, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(2_000)


def main() -> None:
    """Serve until stdin closes."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from renshi_recruiting_ai.engine.screening import Screening
    from renshi_recruiting_ai.ranking.matching import match
    from renshi_recruiting_ai.resumes.parsing.resume import parse
    from renshi_recruiting_ai.resumes.reading import ocr
    from renshi_recruiting_ai.resumes.reading.files import read_file

    limit(MEMORY_OCR if ocr.installed() else MEMORY)
    source = sys.stdin.buffer
    raw = json.loads(source.read(struct.unpack(">I", source.read(4))[0]))
    rules = Screening.model_validate(raw) if raw else None
    while head := source.read(4):
        content = source.read(struct.unpack(">I", head)[0])
        reading = read_file(content)
        answer = reading.as_json()
        if reading.state == "read":
            answer["parsed"] = parse(reading.pages, as_of=os.environ["RENSHI_RESUME_AS_OF"]).as_json()
            if rules is not None:
                answer["match"] = match(reading.pages, answer["parsed"], rules)
        body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        answers.write(struct.pack(">I", len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    main()
