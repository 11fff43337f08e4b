// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a Try by which a repeated Try is known: an order number, say. Within one transaction, an action
 * takes effect once for each key, however many branches ask for it: retries of an RPC framework register one each. Several
 * marked parameters make one key together.
 *
 * <p>For texts, whole numbers, enums and UUIDs, at most 128 characters, never null. For callers that use Seata's client
 * the parameter must be a {@code @BusinessActionContextParameter} with a name, too.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface BusinessKey {}
