/** How partition sets fare: facts of the catalog → a pure checkup → findings, each with the command that mends it. */
@NullMarked
package io.millrace.partition.health;

import org.jspecify.annotations.NullMarked;
