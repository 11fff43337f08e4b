#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether an alert comes from a coordinator that knows the secret, and is fresh.

As a module: check(secret, timestamp, signature, body) in whatever receives the request. As a program: the body on standard input,
HOLDFAST_ALERTS_SECRET in the environment, and the headers Holdfast-Timestamp and Holdfast-Signature as arguments.
"""

import hashlib
import hmac
import os
import sys
import time

OLDEST_SECONDS = 300


def check(secret, timestamp, signature, body, now=None):
    """True if the body, as bytes, was signed with the secret within the last five minutes."""
    expected = "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return False
    return abs((time.time() if now is None else now) - int(timestamp)) <= OLDEST_SECONDS


if __name__ == "__main__":
    genuine = check(os.environ["HOLDFAST_ALERTS_SECRET"], sys.argv[1], sys.argv[2], sys.stdin.buffer.read())
    print("genuine" if genuine else "forged or old")
    sys.exit(0 if genuine else 1)
