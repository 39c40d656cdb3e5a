/** Dataset definitions: the API, the versions in millrace.dataset, and the use case that ties them to tables. */
@NullMarked
package io.millrace.partition.dataset;

import org.jspecify.annotations.NullMarked;
