/** {@code millrace parked}: units of which no rows could be made, and what a person does about them. */
@NullMarked
package io.millrace.cli.parked;

import org.jspecify.annotations.NullMarked;
