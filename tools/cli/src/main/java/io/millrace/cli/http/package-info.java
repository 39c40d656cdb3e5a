/** The services as the command sees them: where they are, their answers, and their refusals in one line. */
@NullMarked
package io.millrace.cli.http;

import org.jspecify.annotations.NullMarked;
