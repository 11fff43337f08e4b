#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A caller with Python's standard library: hands an order over to Holdfast as one transaction.

Try it while ./run is up:

    python3 docs/callers/order.py MINE-2
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

API = os.environ.get("HOLDFAST_API", "http://127.0.0.1:50051") + "/v1/transactions"
ORDERS = os.environ.get("ORDER_URL", "tri://127.0.0.1:20881")
INVENTORY = os.environ.get("INVENTORY_URL", "http://127.0.0.1:8082/tcc/inventory")
PAYMENT = os.environ.get("PAYMENT_URL", "tri://127.0.0.1:20883")


def submission(order, sku):
    """The order first, so that it can be looked up whatever the others say; then both of them at the same time."""
    return {
        "name": "place-order",
        "idempotencyKey": "order-" + order,
        "timeoutMillis": 5000,
        "tags": {"orderNo": order},
        "branches": [
            {
                "name": "order",
                "dubbo": {"service": "io.holdfast.sample.api.OrderAction", "url": ORDERS, "tryMethod": "create"},
                "arguments": [order, sku, 2, "alice", 19.90],
            },
            {
                "name": "stock",
                "http": {"tryUrl": INVENTORY, "confirmUrl": INVENTORY, "cancelUrl": INVENTORY},
                "arguments": {"orderNo": order, "sku": sku, "quantity": 2},
                "after": ["order"],
            },
            {
                "name": "money",
                "dubbo": {"service": "io.holdfast.sample.api.PaymentAction", "url": PAYMENT, "tryMethod": "freeze"},
                "arguments": [order, "alice", 19.90],
                "after": ["order"],
            },
        ],
    }


def ask(request, attempts=5):
    """Repeats when nobody answers, or 503 does. The key makes that harmless."""
    for attempt in range(1, attempts + 1):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 503 or attempt == attempts:
                sys.exit(error.read().decode())
        except OSError as error:
            if attempt == attempts:
                sys.exit(f"{API}: {error}")
        time.sleep(attempt)


def submit(order, sku):
    body = json.dumps(submission(order, sku)).encode()
    return ask(urllib.request.Request(API, body, {"Content-Type": "application/json"}))


def status(order):
    query = urllib.parse.urlencode(
        {"idempotencyKey": "order-" + order, "waitFor": "COMPLETED", "waitMillis": 10000}
    )
    return ask(urllib.request.Request(API + "?" + query))


def tell(what, outcome):
    reasons = [branch["reason"] for branch in outcome["branches"] if branch["reason"]]
    print(f"{what}:", outcome["status"], outcome["cause"], outcome["xid"], *reasons)


if len(sys.argv) != 2:
    sys.exit("usage: order.py ORDER-NUMBER")
number = sys.argv[1]
tell("submitted", submit(number, "SKU-1"))
tell("repeated", submit(number, "SKU-1"))
tell("asked", status(number))
tell("refused", submit(number + "-TOO", "SKU-SOLD-OUT"))
