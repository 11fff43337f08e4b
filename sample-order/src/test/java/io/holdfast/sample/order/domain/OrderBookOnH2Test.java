// SPDX-License-Identifier: Apache-2.0
package io.holdfast.sample.order.domain;

import io.holdfast.sample.testing.SampleDatabase;

final class OrderBookOnH2Test extends OrderBookContract {

    @Override
    SampleDatabase open() {
        return SampleDatabase.onH2("sample-order", OrderMapper.class);
    }
}
