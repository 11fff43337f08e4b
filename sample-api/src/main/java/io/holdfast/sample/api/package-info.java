/**
 * The samples' Dubbo interfaces: all that one sample knows of another. Plain Java, so that a caller needs neither
 * Spring nor Seata to compile against them.
 */
package io.holdfast.sample.api;
