/** The local stack as commands find it: where its state is, and {@code stack.json}, which tells what runs at which address. */
@NullMarked
package io.millrace.cli.local;

import org.jspecify.annotations.NullMarked;
