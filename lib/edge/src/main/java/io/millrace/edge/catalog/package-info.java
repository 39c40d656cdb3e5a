/** What a service knows of the datasets: {@link DatasetCatalog}, kept up to date by {@link DatasetTopic}. */
@NullMarked
package io.millrace.edge.catalog;

import org.jspecify.annotations.NullMarked;
