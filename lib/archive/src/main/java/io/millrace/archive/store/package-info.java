/** Where archived files lie: a directory, or whatever speaks the API of S3. */
@NullMarked
package io.millrace.archive.store;

import org.jspecify.annotations.NullMarked;
