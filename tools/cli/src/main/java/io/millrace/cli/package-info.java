/**
 * The {@code millrace} command. {@link io.millrace.cli.Main} names the subcommands; each lives in the package of its subject.
 */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
