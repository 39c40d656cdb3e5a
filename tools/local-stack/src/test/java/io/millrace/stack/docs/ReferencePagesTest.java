package io.millrace.stack.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
    @Test
    void everyPropertyIsOnItsPage() {
        Map<String, List<Setting.Group>> groups = new TreeMap<>();
        for (String service : Checkout.SERVICES) {
            List<Setting.Group> own = new ArrayList<>();
            JavaSource.of(service).forEach(source -> own.addAll(Setting.in(source)));
            groups.put(service, own);
        }
        Generated.check("docs/reference/configuration.md", ConfigurationPage.render(groups));
    }

    @Test
    void everyMeterIsOnItsPage() {
        Map<String, Map<String, Meter>> meters = new TreeMap<>();
        for (String service : Checkout.SERVICES) {
            Map<String, Meter> own = new TreeMap<>();
            JavaSource.of(service).forEach(source -> own.putAll(MeterSource.read(source)));
            meters.put(service, own);
        }
        Generated.check("docs/reference/metrics.md", MetricsPage.render(meters));
    }
}
