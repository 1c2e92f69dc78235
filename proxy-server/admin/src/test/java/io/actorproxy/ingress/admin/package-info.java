@NullMarked
package io.actorproxy.ingress.admin;

import org.jspecify.annotations.NullMarked;
