/** How a table that is partitioned already is maintained from now on, whoever made its partitions. */
@NullMarked
package io.millrace.migration.adopt;

import org.jspecify.annotations.NullMarked;
