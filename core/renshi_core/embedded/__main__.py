"""Look after the embedded servers by hand.

python -m renshi_core.embedded status     say what runs
python -m renshi_core.embedded stop       end both servers, whoever uses them
python -m renshi_core.embedded run CMD…   run a command such as pg_dump, told by RENSHI_DATABASE_URL and
                                          RENSHI_REDIS_URL where the servers are
"""

from __future__ import annotations

import os
import subprocess
import sys

from renshi_core.embedded import EmbeddedError, EmbeddedServers, running, stop_all
from renshi_core.embedded.postgres import client_programs
from renshi_core.settings import SettingsError, load_settings


def main(arguments: list[str]) -> int:
    """Exit status: 0 done, 1 trouble, 2 wrong use; for `run` that of the command."""
    try:
        settings = load_settings()
        match arguments:
            case ["status"]:
                for name, pid in running(settings).items():
                    print(f"{name}: " + (f"runs as process {pid}" if pid else "not running"))
            case ["stop"]:
                stop_all(settings)
            case ["run", *command] if command:
                with EmbeddedServers(settings) as endpoints:
                    environment = os.environ | endpoints.environment()
                    if settings.database_url is None:
                        # pg_dump refuses servers newer than itself: the server's own programs come first.
                        path = os.environ.get("PATH", os.defpath)
                        environment["PATH"] = f"{client_programs()}{os.pathsep}{path}"
                    return subprocess.run(command, env=environment, check=False).returncode
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (EmbeddedError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
