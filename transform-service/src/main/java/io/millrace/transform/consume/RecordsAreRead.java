package io.millrace.transform.consume;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Not live when the thread that reads the topics of records has ended, which only a fault of its own can bring about. */
@Liveness
@ApplicationScoped
class RecordsAreRead implements HealthCheck {
    private final RecordReading streams;

    RecordsAreRead(RecordReading streams) {
        this.streams = streams;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("topics of records are read")
                .status(streams.isReading())
                .build();
    }
}
