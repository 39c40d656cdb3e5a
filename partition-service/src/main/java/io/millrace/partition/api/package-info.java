/**
 * What the service offers over HTTP: paths, parameters, answers and their description. Resources implement it and hold
 * nothing of it themselves.
 */
@NullMarked
package io.millrace.partition.api;

import org.jspecify.annotations.NullMarked;
