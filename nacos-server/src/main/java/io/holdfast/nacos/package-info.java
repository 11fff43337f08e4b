/** Nacos in a process of its own. */
package io.holdfast.nacos;
