/** PostgreSQL's programs: where they come from, and how they are called. */
@NullMarked
package io.millrace.embedded.program;

import org.jspecify.annotations.NullMarked;
