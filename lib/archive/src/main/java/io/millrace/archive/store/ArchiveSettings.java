package io.millrace.archive.store;

import java.net.URI;
import java.util.Optional;

/**
 * Where the archive is.
 *
 * @param location file:///a/directory that all replicas share, or s3://bucket/prefix; without it nothing can be archived
 * @param s3 how a location of S3 is reached
 */
public record ArchiveSettings(Optional<String> location, S3 s3) {
    /**
     * How S3 is reached, or what speaks its API.
     *
     * @param endpoint the server; that of AWS for the region when empty
     * @param region that requests are signed for
     * @param pathStyle whether the bucket stands in the path of URLs and not in the host's name
     * @param accessKey with the secret key; the default chain of the AWS SDK when empty
     */
    public record S3(
            Optional<URI> endpoint,
            String region,
            boolean pathStyle,
            Optional<String> accessKey,
            Optional<String> secretKey) {}
}
