#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// A caller with Node 18 or newer and no packages: hands an order over to Holdfast as one transaction.
// Try it while ./run is up:
//
//     node docs/callers/order.mjs MINE-3

import { setTimeout as pause } from 'node:timers/promises';

const api = `${process.env.HOLDFAST_API ?? 'http://127.0.0.1:50051'}/v1/transactions`;
const orders = process.env.ORDER_URL ?? 'tri://127.0.0.1:20881';
const inventory = process.env.INVENTORY_URL ?? 'http://127.0.0.1:8082/tcc/inventory';
const payment = process.env.PAYMENT_URL ?? 'tri://127.0.0.1:20883';

// The order first, so that it can be looked up whatever the others say; then both of them at the same time.
const submission = (order, sku) => ({
  name: 'place-order',
  idempotencyKey: `order-${order}`,
  timeoutMillis: 5000,
  tags: { orderNo: order },
  branches: [
    {
      name: 'order',
      dubbo: { service: 'io.holdfast.sample.api.OrderAction', url: orders, tryMethod: 'create' },
      arguments: [order, sku, 2, 'alice', 19.9],
    },
    {
      name: 'stock',
      http: { tryUrl: inventory, confirmUrl: inventory, cancelUrl: inventory },
      arguments: { orderNo: order, sku, quantity: 2 },
      after: ['order'],
    },
    {
      name: 'money',
      dubbo: { service: 'io.holdfast.sample.api.PaymentAction', url: payment, tryMethod: 'freeze' },
      arguments: [order, 'alice', 19.9],
      after: ['order'],
    },
  ],
});

// Repeats when nobody answers, or 503 does. The key makes that harmless.
async function ask(url, request = {}, attempts = 5) {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(20_000) });
      if (answer.ok) return await answer.json();
      const text = await answer.text();
      if (answer.status !== 503 || attempt === attempts) throw new Refusal(text);
    } catch (error) {
      if (error instanceof Refusal || attempt === attempts) throw error;
    }
    await pause(attempt * 1000);
  }
}

class Refusal extends Error {}

const submit = (order, sku) =>
  ask(api, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(submission(order, sku)),
  });

const status = (order) =>
  ask(`${api}?${new URLSearchParams({ idempotencyKey: `order-${order}`, waitFor: 'COMPLETED', waitMillis: '10000' })}`);

function tell(what, outcome) {
  const reasons = outcome.branches.map((branch) => branch.reason).filter(Boolean);
  console.log(`${what}:`, [outcome.status, outcome.cause, outcome.xid, ...reasons].join(' '));
}

const [number] = process.argv.slice(2);
if (!number) {
  console.error('usage: order.mjs ORDER-NUMBER');
  process.exit(1);
}
tell('submitted', await submit(number, 'SKU-1'));
tell('repeated', await submit(number, 'SKU-1'));
tell('asked', await status(number));
tell('refused', await submit(`${number}-TOO`, 'SKU-SOLD-OUT'));
