package io.millrace.ingest;

import java.util.HashMap;
import java.util.Map;

/** The same, for a service that does not wait long for PostgreSQL. */
public class ImpatientServers extends Servers {
    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("millrace.ingest.status.timeout", "5s");
        return settings;
    }
}
