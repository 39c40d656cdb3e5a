/** The whole installation, from HTTP to table: what a user would see, checked against PostgreSQL's own COPY. */
package io.millrace.stack.e2e;
