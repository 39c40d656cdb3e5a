/**
 * Keeps the pages of docs/ and k8s/ true. Reference pages are rendered from the services' sources and from what their
 * builds generate; a test fails when the committed page differs. {@code -Dmillrace.docs.write=true} writes the pages anew.
 */
package io.millrace.stack.docs;
