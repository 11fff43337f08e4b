/** Who may come in through HTTP, and what he may do there. */
package io.holdfast.coordinator.admin.security;
