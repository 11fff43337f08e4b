/** The API: HTTP/JSON, gRPC and Dubbo on one Triple port, all thin over {@link io.holdfast.coordinator.dubbo.front.ApiRequests}. */
package io.holdfast.coordinator.dubbo.front;
