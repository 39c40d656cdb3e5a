/** Migrations as values: what is asked for, what will be done, how far it has come. Those who do it stand beside. */
@NullMarked
package io.millrace.migration;

import org.jspecify.annotations.NullMarked;
