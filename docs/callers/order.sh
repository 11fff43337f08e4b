#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A caller with nothing but curl: hands an order over to Holdfast as one transaction. Try it while ./run is up:
#
#     sh docs/callers/order.sh MINE-1
set -eu
order=${1:?usage: order.sh ORDER-NUMBER}
api=${HOLDFAST_API:-http://127.0.0.1:50051}/v1/transactions
orders=${ORDER_URL:-tri://127.0.0.1:20881}
inventory=${INVENTORY_URL:-http://127.0.0.1:8082/tcc/inventory}
payment=${PAYMENT_URL:-tri://127.0.0.1:20883}

# submission NUMBER SKU: the order first, so that it can be looked up whatever the others
# say; then the stock and the money at the same time.
submission() {
    cat <<JSON
{
  "name": "place-order",
  "idempotencyKey": "order-$1",
  "timeoutMillis": 5000,
  "tags": {"orderNo": "$1"},
  "branches": [
    {
      "name": "order",
      "dubbo": {"service": "io.holdfast.sample.api.OrderAction", "url": "$orders", "tryMethod": "create"},
      "arguments": ["$1", "$2", 2, "alice", 19.90]
    },
    {
      "name": "stock",
      "http": {"tryUrl": "$inventory", "confirmUrl": "$inventory", "cancelUrl": "$inventory"},
      "arguments": {"orderNo": "$1", "sku": "$2", "quantity": 2},
      "after": ["order"]
    },
    {
      "name": "money",
      "dubbo": {"service": "io.holdfast.sample.api.PaymentAction", "url": "$payment", "tryMethod": "freeze"},
      "arguments": ["$1", "alice", 19.90],
      "after": ["order"]
    }
  ]
}
JSON
}

# Curl repeats by itself when nobody answers, or 503 does. The key makes that harmless.
ask() {
    curl -sS --max-time 20 --retry 5 --retry-connrefused "$@"
}

submit() {
    submission "$1" "$2" | ask -H 'Content-Type: application/json' --data-binary @- "$api"
}

field() {
    printf '%s' "$2" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# tell WHAT ANSWER: also the end of the script if the answer is an error.
tell() {
    [ -n "$(field xid "$2")" ] || {
        printf '%s: %s\n' "$1" "$2" >&2
        exit 1
    }
    printf '%s: %s %s %s%s\n' "$1" "$(field status "$2")" "$(field cause "$2")" "$(field xid "$2")" \
        "$(field reason "$2" | sed 's/^/ /')"
}

tell submitted "$(submit "$order" SKU-1)"
tell repeated "$(submit "$order" SKU-1)"
tell asked "$(ask -G "$api" --data-urlencode "idempotencyKey=order-$order" -d waitFor=COMPLETED -d waitMillis=10000)"
tell refused "$(submit "$order-TOO" SKU-SOLD-OUT)"
