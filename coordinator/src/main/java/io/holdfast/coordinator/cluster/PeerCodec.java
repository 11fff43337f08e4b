// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.coordinator.model.Answer;
import io.holdfast.coordinator.model.Endpoint;
import io.holdfast.coordinator.model.Input;
import io.holdfast.coordinator.model.Labels;
import io.holdfast.coordinator.model.ReplyTo;
import io.holdfast.coordinator.model.TransactionId;
import io.holdfast.coordinator.model.Xid;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests and answers as bytes between coordinators: a number for the kind, and the record as JSON. Safe for any thread.
 *
 * <p>Nodes of two versions speak with each other while a cluster is upgraded. Fields that are not known are passed over;
 * a kind, or a value of an enumeration, that is not known is {@link NotUnderstood} and costs the one request that it is in;
 * what is no JSON at all is a {@link BadFrame}.
 */
final class PeerCodec {
    private static final int KINDS = 128;

    private final Map<Class<?>, FrameKind> kinds = new HashMap<>();
    private final ObjectReader[] readers = new ObjectReader[KINDS];
    private final ObjectWriter[] writers = new ObjectWriter[KINDS];

    PeerCodec() {
        JsonMapper mapper = mapper();
        for (FrameKind kind : FrameKind.values()) {
            if (kind.body() != null) {
                kinds.put(kind.body(), kind);
                readers[kind.number()] = mapper.readerFor(kind.body());
                writers[kind.number()] = mapper.writerFor(kind.body());
            }
        }
    }

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                // Names of tags are the callers' own: no choice of them may cost other callers the connection.
                .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(16)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .changeDefaultPropertyInclusion(of -> of.withValueInclusion(JsonInclude.Include.NON_NULL))
                .addMixIn(TransactionId.class, TransactionIdForm.class)
                .addMixIn(Endpoint.class, EndpointForm.class)
                .build();
    }

    /** A number. */
    private abstract static class TransactionIdForm {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        TransactionIdForm(@SuppressWarnings("unused") long value) {}

        @JsonValue
        abstract long value();
    }

    /** Says which one it is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Endpoint.Dubbo.class, name = "dubbo"),
        @JsonSubTypes.Type(value = Endpoint.Http.class, name = "http")
    })
    private interface EndpointForm {}

    /** @throws NotUnderstood if it cannot be sent; the message says why */
    Message message(Input.Request request) throws NotUnderstood {
        if (request instanceof Input.Begin begin) {
            requireUnicode(begin.facts().labels());
        } else if (request instanceof Input.Submit submit) {
            requireUnicode(submit.facts().labels());
        }
        return message(RequestBody.of(request));
    }

    Message message(Answer answer) {
        return message((Object) answer);
    }

    /** Half of a surrogate pair can be said in a value of JSON, but not in a name: the peer would take it for garbage. */
    private static void requireUnicode(Labels labels) throws NotUnderstood {
        for (String name : labels.tags().keySet()) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
                throw new NotUnderstood("the name of a tag is not Unicode");
            }
        }
    }

    private Message message(Object body) {
        int number = kinds.get(body.getClass()).number();
        return new Message(number, writers[number].writeValueAsBytes(body));
    }

    /**
     * @param number of the frame, a request's
     * @throws NotUnderstood if this version does not know it, or something in it
     * @throws BadFrame if it is no JSON
     */
    Input.Request request(int number, byte[] body, ReplyTo replyTo) throws NotUnderstood {
        return ((RequestBody) read(number, body)).request(replyTo);
    }

    /**
     * @param number of the frame, an answer's
     * @throws NotUnderstood if this version does not know it, or something in it
     * @throws BadFrame if it is no JSON
     */
    Answer answer(int number, byte[] body) throws NotUnderstood {
        Answer answer = (Answer) read(number, body);
        if (!isComplete(answer)) {
            throw new NotUnderstood("something is missing in an answer of kind " + number);
        }
        return answer;
    }

    private Object read(int number, byte[] body) throws NotUnderstood {
        ObjectReader reader = readers[number];
        if (reader == null) {
            throw new NotUnderstood("the kind " + number + " is not known");
        }
        try {
            Object read = reader.readValue(body);
            if (read == null) {
                throw new NotUnderstood("a body of kind " + number + " is null");
            }
            return read;
        } catch (DatabindException unknown) {
            throw new NotUnderstood(unknown.getOriginalMessage());
        } catch (JacksonException garbage) {
            throw new BadFrame("a body of kind " + number + " is no JSON: " + garbage.getOriginalMessage());
        }
    }

    /** Whoever asked relies on what the types say is never null. */
    private static boolean isComplete(Answer answer) {
        if (answer instanceof Answer.Standing standing) {
            return standing.status() != null;
        } else if (answer instanceof Answer.Begun begun) {
            return isComplete(begun.xid());
        } else if (answer instanceof Answer.Known known) {
            return isComplete(known.xid());
        } else if (answer instanceof Answer.Refused refused) {
            return refused.refusal() != null;
        } else if (answer instanceof Answer.Outcome outcome) {
            return isComplete(outcome.xid())
                    && outcome.standing() != null
                    && isComplete(outcome.standing())
                    && outcome.branches() != null
                    && outcome.branches().stream().allMatch(one -> one != null && one.status() != null);
        } else if (answer instanceof Answer.Operated operated) {
            return operated.calls().stream().allMatch(call -> call.phase() != null);
        }
        return true;
    }

    private static boolean isComplete(Xid xid) {
        return xid != null && xid.address() != null && xid.id() != null;
    }

    /** A frame without its length and request id. */
    static final class Message {
        private final int number;
        private final byte[] body;

        private Message(int number, byte[] body) {
            this.number = number;
            this.body = Objects.requireNonNull(body);
        }

        int number() {
            return number;
        }

        /** Not copied: nobody changes it. */
        byte[] body() {
            return body;
        }
    }
}
