package io.millrace.loader.receive;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a partition has stopped: it needs a person. Kafka and PostgreSQL have checks of their own. */
@Readiness
@ApplicationScoped
class StoppedPartitions implements HealthCheck {
    private final Assignment assignment;

    StoppedPartitions(Assignment assignment) {
        this.assignment = assignment;
    }

    @Override
    public HealthCheckResponse call() {
        var stopped =
                assignment.states().stream().filter(PartitionState::stopped).toList();
        var answer = HealthCheckResponse.named("no partition has stopped").status(stopped.isEmpty());
        stopped.forEach(state -> answer.withData(
                state.topic() + "-" + state.partition(), Objects.requireNonNullElse(state.error(), "")));
        return answer.build();
    }
}
