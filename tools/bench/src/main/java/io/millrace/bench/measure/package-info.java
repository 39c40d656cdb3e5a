/** What every measurement needs: a client of the services, the database, and what processes have used. */
@NullMarked
package io.millrace.bench.measure;

import org.jspecify.annotations.NullMarked;
