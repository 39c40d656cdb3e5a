package io.millrace.archive.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The archive that the settings name. */
public final class Stores {
    private final ArchiveSettings settings;
    private volatile @Nullable ArchiveStore opened;

    public Stores(ArchiveSettings settings) {
        this.settings = settings;
    }

    /** Whether there is an archive. */
    public boolean configured() {
        return settings.location().isPresent();
    }

    /**
     * @throws IllegalStateException when no archive is configured
     * @throws IllegalArgumentException when its location cannot be one
     */
    public ArchiveStore store() {
        ArchiveStore store = opened;
        if (store == null) {
            store = open(settings);
            opened = store;
        }
        return store;
    }

    /** Told where an archive is needed and there is none. */
    public static final String REMEDY =
            "there is no archive: set millrace.partition.archive.location to file:///a/directory or s3://bucket/prefix";

    static ArchiveStore open(ArchiveSettings settings) {
        Optional<String> location = settings.location();
        if (location.isEmpty()) {
            throw new IllegalStateException(REMEDY);
        }
        URI uri = URI.create(location.get());
        return switch (String.valueOf(uri.getScheme())) {
            case "file" -> new DirectoryStore(Path.of(uri));
            case "s3" -> S3Store.at(uri, settings.s3());
            default ->
                throw new IllegalArgumentException(
                        "millrace.partition.archive.location: '%s' is neither file:///a/directory nor s3://bucket/prefix"
                                .formatted(location.get()));
        };
    }
}
