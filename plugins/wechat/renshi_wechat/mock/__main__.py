"""``python -m renshi_wechat.mock --seconds 600``: the mock API on a loopback port; stops by itself."""

from __future__ import annotations

import argparse
import json
import os
import time

from renshi_wechat.mock.server import MockWeChat


def main() -> None:
    parser = argparse.ArgumentParser(prog="renshi_wechat.mock", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--seconds", type=float, default=600.0, help="how long to live")
    parser.add_argument("--appid", default="wx0000000000000001")
    parser.add_argument("--secret", default="mock-secret-0123456789abcdef0123")
    options = parser.parse_args()
    parent = os.getppid()
    with MockWeChat(options.appid, options.secret, port=options.port) as mock:
        print(json.dumps({"base_url": mock.base_url, "appid": options.appid}), flush=True)
        end = time.monotonic() + options.seconds
        while time.monotonic() < end and os.getppid() == parent:
            time.sleep(0.5)


if __name__ == "__main__":
    main()
