/** The edge to Kafka: one worker for each assigned partition, fed as fast as it loads; what operators see of them. */
@NullMarked
package io.millrace.loader.receive;

import org.jspecify.annotations.NullMarked;
