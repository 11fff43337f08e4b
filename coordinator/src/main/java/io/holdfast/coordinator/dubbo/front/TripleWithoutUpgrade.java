// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import java.util.ArrayList;
import java.util.List;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.common.extension.Activate;
import org.apache.dubbo.remoting.ChannelHandler;
import org.apache.dubbo.remoting.api.ProtocolDetector;
import org.apache.dubbo.remoting.api.pu.ChannelHandlerPretender;
import org.apache.dubbo.remoting.api.pu.ChannelOperator;
import org.apache.dubbo.rpc.protocol.tri.TripleHttp2Protocol;

/**
 * Triple that stays with the version of HTTP in which a connection begins. An upgrade's request may be of any size with
 * Dubbo, which gathers it in memory; and whoever asks for an upgrade has to do without one if the server does not offer it.
 * Takes the place of Dubbo's own by its name in {@code META-INF/dubbo}.
 */
@Activate
public final class TripleWithoutUpgrade extends TripleHttp2Protocol {
    private static final String UPGRADE = "io.netty.handler.codec.http.HttpServerUpgradeHandler";

    @Override
    public void configServerProtocolHandler(URL url, ChannelOperator operator) {
        super.configServerProtocolHandler(url, new ChannelOperator() {
            @Override
            public void configChannelHandler(List<ChannelHandler> handlers) {
                List<ChannelHandler> kept = new ArrayList<>(handlers);
                kept.removeIf(handler -> handler instanceof ChannelHandlerPretender pretender
                        && pretender.getRealHandler().getClass().getName().equals(UPGRADE));
                operator.configChannelHandler(kept);
            }

            @Override
            public ProtocolDetector.Result detectResult() {
                return operator.detectResult();
            }
        });
    }
}
