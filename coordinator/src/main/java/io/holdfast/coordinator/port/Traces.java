// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.port;

import io.holdfast.coordinator.model.BranchCall;
import io.holdfast.coordinator.model.CallResult;
import io.holdfast.coordinator.model.Xid;

/** Hears what those follow who look at transactions across processes. Safe for any thread; never blocks. */
public interface Traces {
    /** Nobody follows anything. */
    Traces NONE = new Traces() {
        @Override
        public void submitted(Xid xid, String traceParent) {}

        @Override
        public void begun(Xid xid, String traceParent) {}

        @Override
        public Call calls(BranchCall call) {
            return Call.UNTRACED;
        }
    };

    /**
     * Somebody has handed a transaction over: what follows is part of what he does.
     *
     * @param traceParent W3C's, of whoever asked; null if he is not traced
     */
    void submitted(Xid xid, String traceParent);

    /**
     * Somebody has begun a transaction, and goes on by himself.
     *
     * @param traceParent W3C's, of whoever asked; null if he is not traced
     */
    void begun(Xid xid, String traceParent);

    /** A participant is being called. */
    Call calls(BranchCall call);

    /** A call that is under way; to be ended once. */
    interface Call {
        Call UNTRACED = new Call() {
            @Override
            public String traceParent() {
                return null;
            }

            @Override
            public void ended(CallResult result) {}
        };

        /** W3C's, for whoever is called; null if the call is not traced. */
        String traceParent();

        void ended(CallResult result);
    }
}
