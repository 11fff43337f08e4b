// SPDX-License-Identifier: Apache-2.0
package io.holdfast.coordinator.cluster;

import io.holdfast.coordinator.model.Answer;

/**
 * What a frame between coordinators is, and its number on the wire: never given to anything else, also when it is no longer
 * used. Requests have 32 to 95 and answers 96 to 127, so that an older node can tell that what it does not know is a request
 * that has to be answered.
 */
enum FrameKind {
    HELLO(1, null),
    PROOF(2, null),
    PING(3, null),
    PONG(4, null),

    BEGIN(32, RequestBody.Begin.class),
    REGISTER_BRANCH(33, RequestBody.RegisterBranch.class),
    REPORT_BRANCH(34, RequestBody.ReportBranch.class),
    DECIDE(35, RequestBody.Decide.class),
    ASK_STATUS(36, RequestBody.AskStatus.class),
    AWAIT(37, RequestBody.Await.class),
    SUBMIT(38, RequestBody.Submit.class),
    FIND_BY_KEY(39, RequestBody.FindByKey.class),
    OPERATE(40, RequestBody.Operate.class),

    BEGUN(96, Answer.Begun.class),
    REGISTERED(97, Answer.Registered.class),
    REPORTED(98, Answer.Reported.class),
    STANDING(99, Answer.Standing.class),
    OUTCOME(100, Answer.Outcome.class),
    KNOWN(101, Answer.Known.class),
    REFUSED(102, Answer.Refused.class),
    OPERATED(103, Answer.Operated.class);

    private static final int FIRST_REQUEST = 32;
    private static final int FIRST_ANSWER = 96;
    private static final int LAST_ANSWER = 127;

    private final int number;
    private final Class<?> body;

    FrameKind(int number, Class<?> body) {
        this.number = number;
        this.body = body;
    }

    int number() {
        return number;
    }

    /** Null if it has none that the codec reads. */
    Class<?> body() {
        return body;
    }

    boolean isRequest() {
        return isRequest(number);
    }

    boolean isAnswer() {
        return isAnswer(number);
    }

    /** Whether a number, known here or not, is a request's. */
    static boolean isRequest(int number) {
        return number >= FIRST_REQUEST && number < FIRST_ANSWER;
    }

    static boolean isAnswer(int number) {
        return number >= FIRST_ANSWER && number <= LAST_ANSWER;
    }
}
