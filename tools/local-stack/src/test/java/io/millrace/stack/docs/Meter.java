package io.millrace.stack.docs;

import java.util.Set;
import java.util.TreeSet;

/**
 * A meter as a service declares it.
 *
 * @param type counter, gauge, timer or summary
 * @param tags the keys, in order
 * @param unit empty when there is none
 */
record Meter(String name, String type, Set<String> tags, String unit, boolean histogram, String description) {

    /** The same meter, declared at two places with different tags. */
    Meter and(Meter other) {
        Set<String> both = new TreeSet<>(tags);
        both.addAll(other.tags);
        return new Meter(name, type, both, unit, histogram || other.histogram, description);
    }

    /** The name under which Prometheus sees it, after Micrometer's PrometheusNamingConvention. */
    String exposed() {
        String base = name.replace('.', '_').replace('-', '_');
        String suffix = type.equals("timer") ? "_seconds" : unit.isEmpty() ? "" : "_" + unit;
        base = base.endsWith(suffix) ? base : base + suffix;
        return type.equals("counter") && !base.endsWith("_total") ? base + "_total" : base;
    }
}
