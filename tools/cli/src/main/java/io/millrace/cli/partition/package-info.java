/** The commands about partition sets. */
@NullMarked
package io.millrace.cli.partition;

import org.jspecify.annotations.NullMarked;
