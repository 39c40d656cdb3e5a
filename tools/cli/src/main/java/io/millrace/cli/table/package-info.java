/** What is done to whole tables: the commands tell their plan and ask before anything happens. */
@NullMarked
package io.millrace.cli.table;

import org.jspecify.annotations.NullMarked;
