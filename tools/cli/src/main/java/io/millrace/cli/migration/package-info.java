/** {@code millrace partitions migrate} and what goes with it: plans are told and agreed to before anything happens. */
@NullMarked
package io.millrace.cli.migration;

import org.jspecify.annotations.NullMarked;
