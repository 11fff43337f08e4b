// SPDX-License-Identifier: Apache-2.0
package io.holdfast.participant;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a Try that has effects outside of the database, which no rollback undoes. Cancel is then called, once, although no
 * Try committed: after one that failed half-way, but also where none ever arrived, since both leave nothing behind. So
 * Cancel must look for itself what there is to undo.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface CancelOnFailedTry {}
