/**
 * Kafka, PostgreSQL and the four services on one machine.
 *
 * <p>{@link io.millrace.stack.Stack} starts and stops them all; {@link io.millrace.stack.options.StackOptions} says where and on
 * which ports; {@link io.millrace.stack.jvm.ServiceProcess} breaks a service on purpose. {@link io.millrace.stack.StackFile}
 * tells other processes, such as the {@code millrace} command, where things are.
 */
@NullMarked
package io.millrace.stack;

import org.jspecify.annotations.NullMarked;
