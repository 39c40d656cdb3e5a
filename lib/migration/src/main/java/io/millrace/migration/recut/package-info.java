/** Partitions are split or merged: new ones take the place of old ones, a group at a time. */
@NullMarked
package io.millrace.migration.recut;

import org.jspecify.annotations.NullMarked;
