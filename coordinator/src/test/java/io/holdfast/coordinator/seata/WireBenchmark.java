// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.seata;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.apache.seata.core.model.BranchType;
import org.apache.seata.core.protocol.transaction.BranchRegisterRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What reading one request from the wire and writing one answer to it cost, without sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireBenchmark {
    private static final String XID = "127.0.0.1:8091:36028797018963968";

    private ByteBuf body;
    private ByteBuf out;

    @Setup
    public void requestOfTheStockClient() {
        BranchRegisterRequest request = new BranchRegisterRequest();
        request.setXid(XID);
        request.setBranchType(BranchType.TCC);
        request.setResourceId("load-inventory");
        request.setApplicationData("{\"actionContext\":{\"action-start-time\":1750000000000,\"useTCCFence\":false,"
                + "\"sys::prepare\":\"freeze\",\"sys::commit\":\"confirm\",\"sys::rollback\":\"cancel\","
                + "\"actionName\":\"load-inventory\",\"host-name\":\"127.0.0.1\",\"orderNo\":\"O-0001\"}}");
        byte[] bytes = StockFrame.serialized(request);
        body = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(bytes);
        out = PooledByteBufAllocator.DEFAULT.directBuffer();
    }

    @TearDown
    public void release() {
        body.release();
        out.release();
    }

    @Benchmark
    public ClientMessage branchRegistrationRead() {
        return ClientMessageReader.read(new WireReader(body.readerIndex(0)));
    }

    @Benchmark
    public int branchRegistrationAnswered() {
        FrameWriter.answer(out.clear(), 4711, WireAnswer.registered(36028797018963969L));
        return out.writerIndex();
    }

    @Benchmark
    public int beginAnswered() {
        FrameWriter.answer(out.clear(), 4711, WireAnswer.begun(XID));
        return out.writerIndex();
    }
}
