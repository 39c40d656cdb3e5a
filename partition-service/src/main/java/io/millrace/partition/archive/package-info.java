/** What is asked of archived partitions over HTTP, and when they are taken on. */
@NullMarked
package io.millrace.partition.archive;

import org.jspecify.annotations.NullMarked;
