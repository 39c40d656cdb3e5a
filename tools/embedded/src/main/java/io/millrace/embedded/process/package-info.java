/** Child processes: they end when this JVM does. */
@NullMarked
package io.millrace.embedded.process;

import org.jspecify.annotations.NullMarked;
