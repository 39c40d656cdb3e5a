package io.millrace.stack.docs;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** docs/reference/metrics.md. */
final class MetricsPage {
    private static final String HEAD = """
            # Metrics

            <!-- Generated from the services' sources. Change the description where the meter is declared. -->

            Every service shows its meters to Prometheus under `/q/metrics` on its HTTP port. Besides Millrace's own there are
            those of the JVM, of HTTP, of the Kafka clients and of the connection pools.

            A *timer*, a *summary* and a *histogram* appear as several series: how many (`…_count`), how much in all (`…_sum`), the
            greatest of the last minutes (`…_max`), and the histogram's `…_bucket`, from which percentiles are computed:

            ```
            histogram_quantile(0.99, sum by (le) (rate(millrace_freshness_seconds_bucket[5m])))
            ```

            A series with tags appears when something has happened that it counts.
            """;

    private MetricsPage() {}

    static String render(Map<String, Map<String, Meter>> meters) {
        StringBuilder page = new StringBuilder(HEAD);
        for (String service : Checkout.SERVICES) {
            page.append("\n## ").append(service.replace('-', ' ')).append("\n\n");
            page.append("| name | type | tags | what it tells |\n|---|---|---|---|\n");
            for (Meter meter : meters.get(service).values()) {
                page.append("| `%s` | %s | %s | %s |\n"
                        .formatted(
                                meter.exposed(),
                                meter.histogram() ? "histogram" : meter.type(),
                                codes(meter.tags()),
                                meter.description()));
            }
        }
        return page.toString();
    }

    private static String codes(Set<String> tags) {
        return tags.stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", "));
    }
}
