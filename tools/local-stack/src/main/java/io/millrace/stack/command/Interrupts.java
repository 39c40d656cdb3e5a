package io.millrace.stack.command;

import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/** Ctrl-C, a closed terminal and {@code kill}: the first interrupts the main thread, the second is in a hurry. */
final class Interrupts {

    private final AtomicInteger count = new AtomicInteger();

    /** Takes the signals over from the JVM, which would otherwise end at once. */
    void listen(Thread main, Runnable hurry) {
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            Signal.handle(new Signal(name), signal -> {
                if (count.incrementAndGet() == 1) {
                    main.interrupt();
                } else {
                    Thread.ofPlatform().name("hurry").start(hurry);
                }
            });
        }
    }

    boolean any() {
        return count.get() > 0;
    }
}
