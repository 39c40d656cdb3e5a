/** What the user sees: tables for people, JSON for machines. */
@NullMarked
package io.millrace.cli.print;

import org.jspecify.annotations.NullMarked;
