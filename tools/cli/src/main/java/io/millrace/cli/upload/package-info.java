/** Files on their way in: upload, uploads, rejects. */
@NullMarked
package io.millrace.cli.upload;

import org.jspecify.annotations.NullMarked;
