/** What callers of the coordinator import, and the names that it and its participants share on the wire. */
package io.holdfast.api;
