// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.clients;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span as OTLP's protobuf has it (opentelemetry/proto/trace/v1/trace.proto), as much of it as the tests look at.
 *
 * @param parent of the span that it is a part of, in hexadecimal digits; empty if it is of none
 * @param links the spans that it has to do with
 * @param error its message; null if all went well
 */
record OtlpSpan(
        String trace,
        String id,
        String parent,
        String name,
        long kind,
        Map<String, String> attributes,
        List<String> events,
        List<String> links,
        String error) {
    static final long SERVER = 2;
    static final long CLIENT = 3;
    private static final long STATUS_ERROR = 2;

    /** @param request an {@code ExportTraceServiceRequest} */
    static List<OtlpSpan> of(byte[] request) throws InvalidProtocolBufferException {
        List<OtlpSpan> spans = new ArrayList<>();
        for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(request), 1)) {
            for (UnknownFieldSet scope : messages(resource, 2)) {
                for (UnknownFieldSet span : messages(scope, 2)) {
                    spans.add(span(span));
                }
            }
        }
        return spans;
    }

    private static OtlpSpan span(UnknownFieldSet span) throws InvalidProtocolBufferException {
        Map<String, String> attributes = new TreeMap<>();
        for (UnknownFieldSet attribute : messages(span, 9)) {
            attributes.put(text(attribute, 1), text(messages(attribute, 2).get(0), 1));
        }
        List<String> events = new ArrayList<>();
        for (UnknownFieldSet event : messages(span, 11)) {
            events.add(text(event, 2));
        }
        List<String> links = new ArrayList<>();
        for (UnknownFieldSet link : messages(span, 13)) {
            links.add(hex(link, 1) + '-' + hex(link, 2));
        }
        String error = null;
        for (UnknownFieldSet status : messages(span, 15)) {
            error = status.getField(3).getVarintList().contains(STATUS_ERROR) ? text(status, 2) : null;
        }
        return new OtlpSpan(
                hex(span, 1),
                hex(span, 2),
                hex(span, 4),
                text(span, 5),
                span.getField(6).getVarintList().get(0),
                attributes,
                events,
                links,
                error);
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet of, int field) throws InvalidProtocolBufferException {
        List<UnknownFieldSet> messages = new ArrayList<>();
        for (ByteString bytes : of.getField(field).getLengthDelimitedList()) {
            messages.add(UnknownFieldSet.parseFrom(bytes));
        }
        return messages;
    }

    private static ByteString bytes(UnknownFieldSet of, int field) {
        List<ByteString> all = of.getField(field).getLengthDelimitedList();
        return all.isEmpty() ? ByteString.EMPTY : all.get(0);
    }

    private static String text(UnknownFieldSet of, int field) {
        return bytes(of, field).toStringUtf8();
    }

    private static String hex(UnknownFieldSet of, int field) {
        return HexFormat.of().formatHex(bytes(of, field).toByteArray());
    }

    /** How whoever is called within this span is told so; flags follow. */
    String traceParent() {
        return "00-" + trace + '-' + id + "-0";
    }
}
