/** What all formats have in common: who reads payloads and values, what is read, and who is given it. */
@NullMarked
package io.millrace.transform.parse;

import org.jspecify.annotations.NullMarked;
