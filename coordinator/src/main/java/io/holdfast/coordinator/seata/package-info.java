/**
 * The front for unmodified Seata clients, 1.4.2 to 2.6.0: their wire protocol, and the calls to their resource managers.
 * docs/wire.md says what is answered to what, and which client class depends on it.
 */
package io.holdfast.coordinator.seata;
