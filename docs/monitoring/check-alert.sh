#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whether an alert comes from a coordinator that knows the secret: the body on standard input, HOLDFAST_ALERTS_SECRET in
# the environment, the headers Holdfast-Timestamp and Holdfast-Signature as arguments. It does not look at the time.
set -eu
expected=$({ printf '%s.' "$1"; cat; } | openssl dgst -sha256 -hmac "$HOLDFAST_ALERTS_SECRET" | sed 's/.* //')
if [ "sha256=$expected" = "$2" ]; then
    echo genuine
else
    echo forged
    exit 1
fi
