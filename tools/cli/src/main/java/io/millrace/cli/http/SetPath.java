package io.millrace.cli.http;

/** Where the service keeps what is known of a partition set. */
public final class SetPath {
    private SetPath() {}

    /** @param name a dataset, or a table as schema.name: a dataset's name has no dot */
    public static String of(String name) {
        return (name.contains(".") ? "/v1/tables/" : "/v1/datasets/") + Api.encode(name);
    }
}
