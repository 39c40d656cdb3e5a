/** Where streams are to be read from: what PostgreSQL says, and what Kafka says of the topics themselves. */
@NullMarked
package io.millrace.transform.position;

import org.jspecify.annotations.NullMarked;
