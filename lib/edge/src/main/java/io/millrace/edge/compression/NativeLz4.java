package io.millrace.edge.compression;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import net.jpountz.util.Native;
import org.jboss.logging.Logger;

/**
 * Loads lz4's machine code before the first message. By itself lz4-java takes it only when the system's class loader holds
 * it, which in Quarkus it never does; its Java form then costs a third of what a service spends on a message. Both forms
 * write and read the same bytes.
 */
@ApplicationScoped
class NativeLz4 {
    private static final Logger LOG = Logger.getLogger(NativeLz4.class);

    void load(@Observes @Priority(1) StartupEvent event) {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            return; // a native image has the Java form compiled in
        }
        try {
            Native.load();
        } catch (LinkageError | RuntimeException e) {
            LOG.infof("lz4 stays with its Java form: %s", e.getMessage());
        }
    }
}
