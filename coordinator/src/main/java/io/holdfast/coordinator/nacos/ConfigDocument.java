// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.nacos;

import com.alibaba.nacos.api.config.ConfigFactory;
import com.alibaba.nacos.api.config.ConfigService;
import com.alibaba.nacos.api.exception.NacosException;
import com.alibaba.nacos.client.config.utils.SnapShotSwitch;
import java.io.IOException;

/** A document in Nacos, as it is when it is read. */
public final class ConfigDocument {
    private static final long TIMEOUT_MILLIS = 5000;

    private final NacosAccess access;
    private final String dataId;
    private final String group;

    ConfigDocument(NacosAccess access, String dataId, String group) {
        this.access = access;
        this.dataId = dataId;
        this.group = group;
    }

    /** Its name in Nacos; the ending tells what it is written in. */
    public String dataId() {
        return dataId;
    }

    /**
     * Its text.
     *
     * @throws IOException if Nacos does not answer, or has no such document; the message says which
     */
    public String read() throws IOException {
        // What was read at an earlier start may be wrong by now; nobody should run on that without knowing.
        SnapShotSwitch.setIsSnapShot(false);
        String text;
        boolean answers;
        try {
            ConfigService nacos = ConfigFactory.createConfigService(access.toProperties());
            try {
                text = nacos.getConfig(dataId, group, TIMEOUT_MILLIS);
                answers = nacos.getServerStatus().equals("UP"); // else it has no text either
            } finally {
                nacos.shutDown();
            }
        } catch (NacosException failure) {
            throw new IOException("Nacos does not give " + this + ": " + failure.getErrMsg(), failure);
        }
        if (text == null) {
            throw new IOException(answers ? "There is no " + this : "Nacos does not answer, asked for " + this);
        }
        return text;
    }

    @Override
    public String toString() {
        return dataId + " of group " + group + " in Nacos (" + access + ")";
    }
}
