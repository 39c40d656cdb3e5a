/** Migrations of tables, and what stands in their way. */
@NullMarked
package io.millrace.api.migration;

import org.jspecify.annotations.NullMarked;
