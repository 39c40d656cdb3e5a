/** Units that wait until rows can be made of them, and what became of them. */
@NullMarked
package io.millrace.api.parked;

import org.jspecify.annotations.NullMarked;
