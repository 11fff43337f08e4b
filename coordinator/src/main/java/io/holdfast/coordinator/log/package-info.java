/** The log on JDBC: one implementation, a dialect per database. */
package io.holdfast.coordinator.log;
