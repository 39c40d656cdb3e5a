/** What is known of partitions that left their table: their lines in millrace.archive, and the manifests of their files. */
@NullMarked
package io.millrace.archive.log;

import org.jspecify.annotations.NullMarked;
