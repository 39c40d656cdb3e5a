/**
 * Moves rows from one table into another while both are in use: changes are captured by their identity, blocks are copied
 * in parallel, what changed meanwhile is read again, and both sides are compared.
 */
@NullMarked
package io.millrace.migration.move;

import org.jspecify.annotations.NullMarked;
