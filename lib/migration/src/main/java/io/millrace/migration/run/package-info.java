/** Runs migrations beside the requests that ask for them, through crashes and restarts, one runner a migration. */
@NullMarked
package io.millrace.migration.run;

import org.jspecify.annotations.NullMarked;
