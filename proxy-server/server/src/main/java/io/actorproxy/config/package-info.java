/**
 * The environment read into typed records: every variable is declared once, checked at start, shown
 * in the effective table and in {@code docs/configuration.md}.
 */
@NullMarked
package io.actorproxy.config;

import org.jspecify.annotations.NullMarked;
