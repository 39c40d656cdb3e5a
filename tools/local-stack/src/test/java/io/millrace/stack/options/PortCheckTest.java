package io.millrace.stack.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.print.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortCheckTest {

    private final StackOptions options = StackOptions.isolated(Path.of("root"), Path.of("state"));

    @Test
    void freePortsAreFine() {
        assertThatCode(() -> PortCheck.require(options)).doesNotThrowAnyException();
    }

    @Test
    void aTakenPortIsNamedWithItsHolderAndTheOption() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StackOptions clash = options.withPort(Component.INGEST, taken.getLocalPort());
            assertThatThrownBy(() -> PortCheck.require(clash))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " for ingest is taken")
                    .hasMessageContaining("--ingest-port")
                    .hasMessageContaining("MILLRACE_INGEST_PORT");
            if (System.getProperty("os.name").equals("Linux")) {
                assertThat(PortHolder.of(taken.getLocalPort()).orElseThrow())
                        .contains("process " + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        assertThatThrownBy(() -> options.withPort(Component.KAFKA, 70_000)).hasMessageContaining("--kafka-port");
    }
}
