// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.dubbo.front;

/** Stands for the gRPC service where Dubbo wants an interface with a method. */
public interface GrpcTransactions {
    /** As in the .proto file, with its package. */
    String serviceName();
}
