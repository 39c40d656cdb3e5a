package io.millrace.cli.partition;

import io.millrace.cli.http.Api;

/** How partition sets are addressed. */
public final class Sets {
    private Sets() {}

    /** @param name a dataset's, which has no dot, or a table's, which has */
    public static String path(String name) {
        return "/v1/" + (name.contains(".") ? "tables/" : "datasets/") + Api.encode(name);
    }
}
