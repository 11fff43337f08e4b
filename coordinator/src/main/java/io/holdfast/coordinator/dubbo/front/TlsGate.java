// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

import org.apache.dubbo.common.URL;
import org.apache.dubbo.common.extension.Activate;
import org.apache.dubbo.common.ssl.AuthPolicy;
import org.apache.dubbo.common.ssl.Cert;
import org.apache.dubbo.common.ssl.CertProvider;
import org.apache.dubbo.common.ssl.ProviderCert;

/**
 * Has the port of an application that has an {@link ApiCertificate} speak TLS, and nothing else. Stateless; Dubbo makes it, by
 * its name in {@code META-INF/dubbo}.
 */
@Activate
public final class TlsGate implements CertProvider {
    @Override
    public boolean isSupport(URL address) {
        return certificate(address) != null;
    }

    @Override
    public ProviderCert getProviderConnectionConfig(URL localAddress) {
        ApiCertificate certificate = certificate(localAddress);
        return new ProviderCert(certificate.chain(), certificate.key(), null, null, AuthPolicy.SERVER_AUTH);
    }

    /** Calls to participants are none of its business. */
    @Override
    public Cert getConsumerConnectionConfig(URL remoteAddress) {
        return null;
    }

    private static ApiCertificate certificate(URL address) {
        return address.getOrDefaultApplicationModel().getBeanFactory().getBean(ApiCertificate.class);
    }
}
