/**
 * The dataset document: a named target table and all that is known of it. {@link DatasetDocument} reads and writes it as
 * YAML or JSON; the records check themselves, and a message names the field, the value and the remedy.
 */
@NullMarked
package io.millrace.contract.dataset;

import org.jspecify.annotations.NullMarked;
