// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.config.context.ConfigManager;
import org.apache.dubbo.remoting.http12.h2.H2StreamChannel;
import org.apache.dubbo.remoting.http12.h2.Http2Header;
import org.apache.dubbo.remoting.http12.h2.Http2InputMessage;
import org.apache.dubbo.remoting.http12.h2.Http2ServerChannelObserver;
import org.apache.dubbo.remoting.http12.h2.Http2ServerTransportListenerFactory;
import org.apache.dubbo.remoting.http12.h2.Http2TransportListener;
import org.apache.dubbo.remoting.http12.message.codec.JsonCodec;
import org.apache.dubbo.rpc.model.FrameworkModel;
import org.apache.dubbo.rpc.protocol.tri.h12.ExceptionCustomizerWrapper;
import org.apache.dubbo.rpc.protocol.tri.h12.grpc.GrpcHttp2ServerTransportListener;
import org.apache.dubbo.rpc.protocol.tri.h12.grpc.GrpcUnaryServerChannelObserver;
import org.apache.dubbo.rpc.protocol.tri.h12.grpc.GrpcUtils;
import org.apache.dubbo.rpc.protocol.tri.h12.http2.GenericHttp2ServerTransportListenerFactory;
import org.apache.dubbo.rpc.protocol.tri.h12.http2.Http2UnaryServerChannelObserver;

/**
 * Bounds what one request over HTTP/2 may hold; Dubbo itself bounds HTTP/1 alone, and gathers everything else in memory.
 * Found by its name in {@code META-INF/dubbo}, where it takes the place of the listener for gRPC, and so is asked about every
 * stream.
 */
public final class BoundedStreams implements Http2ServerTransportListenerFactory {
    @Override
    public boolean supportContentType(String contentType) {
        return true;
    }

    @Override
    public Http2TransportListener newInstance(H2StreamChannel channel, URL url, FrameworkModel framework) {
        int maxBytes =
                ConfigManager.getProtocolOrDefault(url).getTripleOrDefault().getMaxBodySizeOrDefault();
        return new BoundedStream(
                channel,
                framework,
                maxBytes,
                grpc -> grpc
                        ? new GrpcHttp2ServerTransportListener(channel, url, framework)
                        : GenericHttp2ServerTransportListenerFactory.INSTANCE.newInstance(channel, url, framework));
    }

    /** Which of Dubbo's listeners a stream wants is known from its headers on. */
    private interface Listeners {
        Http2TransportListener listener(boolean grpc);
    }

    /** One request. Used by its connection's event loop alone. */
    private static final class BoundedStream implements Http2TransportListener {
        private final H2StreamChannel channel;
        private final FrameworkModel framework;
        private final int maxBytes;
        private final Listeners listeners;
        private Http2TransportListener listener;
        private boolean grpc;
        private long received;

        BoundedStream(H2StreamChannel channel, FrameworkModel framework, int maxBytes, Listeners listeners) {
            this.channel = channel;
            this.framework = framework;
            this.maxBytes = maxBytes;
            this.listeners = listeners;
        }

        @Override
        public void onMetadata(Http2Header metadata) {
            if (listener == null) {
                grpc = GrpcUtils.isGrpcRequest(metadata.contentType());
                listener = listeners.listener(grpc);
            }
            listener.onMetadata(metadata);
        }

        @Override
        public void onData(Http2InputMessage message) {
            try {
                long before = received;
                received += message.getBody().available();
                if (received <= maxBytes) {
                    listener.onData(message);
                    return;
                }
                message.close();
                if (before <= maxBytes) {
                    refuse();
                    listener.close(); // lets go of what it has gathered
                }
            } catch (IOException inMemory) {
                throw new UncheckedIOException(inMemory);
            }
        }

        private void refuse() {
            ExceptionCustomizerWrapper errors = new ExceptionCustomizerWrapper(framework);
            Http2ServerChannelObserver answer = grpc
                    ? new GrpcUnaryServerChannelObserver(framework, channel)
                    : new Http2UnaryServerChannelObserver(framework, channel);
            answer.setResponseEncoder(JsonCodec.INSTANCE);
            if (grpc) {
                answer.addTrailersCustomizer(errors::customizeGrpcStatus);
            } else {
                answer.setExceptionCustomizer(errors::customize);
            }
            answer.onError(new HttpProblem(
                    413, "the request is larger than " + maxBytes + " bytes (holdfast.api.max-request-bytes)"));
        }

        @Override
        public void cancelByRemote(long errorCode) {
            if (listener != null) {
                listener.cancelByRemote(errorCode);
            }
        }

        @Override
        public void close() {
            if (listener != null) {
                listener.close();
            }
        }
    }
}
