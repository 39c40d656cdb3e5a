package io.millrace.partition;

import io.millrace.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server, one for all tests of a JVM; it is up some seconds after somebody asked for it. */
public final class S3Server {
    private static final S3Server SHARED = new S3Server();
    private static final String BUCKET = "cold";
    private static final AwsBasicCredentials WHO = AwsBasicCredentials.create("who", "secret");

    private final URI endpoint = URI.create("http://localhost:" + Ports.free());

    private S3Server() {
        try {
            Path directory = Files.createTempDirectory("s3-server-");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx192m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-jar",
                            "target/s3-server/s3-server.jar",
                            "--server.port=0",
                            "--http.port=" + endpoint.getPort(),
                            "--com.adobe.testing.s3mock.store.root=" + directory)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-s3-server"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static S3Server shared() {
        return SHARED;
    }

    /** The bucket there is. */
    public static String location(String prefix) {
        return "s3://" + BUCKET + "/" + prefix;
    }

    /** What a service needs to be told. */
    public Map<String, String> config() {
        return Map.of(
                "millrace.partition.archive.location", location("millrace"),
                "millrace.partition.archive.s3.endpoint", endpoint.toString(),
                "millrace.partition.archive.s3.path-style", "true",
                "millrace.partition.archive.s3.access-key", WHO.accessKeyId(),
                "millrace.partition.archive.s3.secret-key", WHO.secretAccessKey());
    }

    /** @return a client, once the server is up and has the bucket */
    public S3Client client() {
        S3Client client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(WHO))
                .build();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsMatching(SdkException.class::isInstance)
                .until(() -> client.listBuckets().buckets().stream()
                                .anyMatch(bucket -> bucket.name().equals(BUCKET))
                        || client.createBucket(request -> request.bucket(BUCKET)) != null);
        return client;
    }
}
