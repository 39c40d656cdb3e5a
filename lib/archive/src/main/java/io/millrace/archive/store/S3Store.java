package io.millrace.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.input.BoundedInputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Objects of a bucket, below a prefix. */
final class S3Store implements ArchiveStore {
    /** Larger files go in parts: S3 takes no more than 5 GB at once, and 10,000 parts. */
    private static final long PART = 64 << 20;

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /** @param prefix empty, or ends in a slash */
    S3Store(S3Client client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** @param location {@code s3://bucket} or {@code s3://bucket/prefix} */
    static S3Store at(URI location, ArchiveSettings.S3 settings) {
        // the checksums that newer clients add unasked are unknown to many servers; the manifest has a SHA-256
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        settings.endpoint().ifPresent(builder::endpointOverride);
        if (settings.accessKey().isPresent() && settings.secretKey().isPresent()) {
            builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    settings.accessKey().get(), settings.secretKey().get())));
        }
        String path = location.getPath().replaceFirst("^/", "").replaceFirst("/$", "");
        return new S3Store(builder.build(), location.getAuthority(), path.isEmpty() ? "" : path + "/");
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    @Override
    public String location(String key) {
        return "s3://%s/%s%s".formatted(bucket, prefix, key);
    }

    @Override
    public String key(String location) {
        return ArchiveKeys.within(location(""), location);
    }

    @Override
    public void put(String key, Path file) throws IOException {
        String name = prefix + ArchiveKeys.checked(key);
        call(key, () -> {
            if (Files.size(file) <= PART) {
                return client.putObject(request -> request.bucket(bucket).key(name), file);
            }
            return putInParts(name, file);
        });
    }

    private Object putInParts(String name, Path file) throws IOException {
        String upload = client.createMultipartUpload(
                        request -> request.bucket(bucket).key(name))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            long size = Files.size(file);
            for (long from = 0; from < size; from += PART) {
                parts.add(putPart(name, upload, parts.size() + 1, file, from, Math.min(PART, size - from)));
            }
            return client.completeMultipartUpload(request ->
                    request.bucket(bucket).key(name).uploadId(upload).multipartUpload(all -> all.parts(parts)));
        } catch (RuntimeException | IOException e) {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(name).uploadId(upload));
            throw e;
        }
    }

    private CompletedPart putPart(String name, String upload, int number, Path file, long from, long size)
            throws IOException {
        // opened again when the request is repeated
        RequestBody body =
                RequestBody.fromContentProvider(() -> open(file, from, size), size, "application/octet-stream");
        String tag = client.uploadPart(
                        request -> request.bucket(bucket)
                                .key(name)
                                .uploadId(upload)
                                .partNumber(number)
                                .contentLength(size),
                        body)
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private static InputStream open(Path file, long from, long size) {
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ).position(from);
            return BoundedInputStream.builder()
                    .setInputStream(Channels.newInputStream(channel))
                    .setMaxCount(size)
                    .get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void get(String key, Path file) throws IOException {
        Files.deleteIfExists(file);
        call(
                key,
                () -> client.getObject(request -> request.bucket(bucket).key(prefix + ArchiveKeys.checked(key)), file));
    }

    @Override
    public long size(String key) throws IOException {
        return call(
                key, () -> client.headObject(request -> request.bucket(bucket).key(prefix + ArchiveKeys.checked(key)))
                        .contentLength());
    }

    private <T> T call(String key, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (NoSuchKeyException e) {
            NoSuchFileException missing = new NoSuchFileException(location(key));
            missing.initCause(e);
            throw missing;
        } catch (SdkException e) {
            throw new IOException("%s: %s".formatted(location(key), e.getMessage()), e);
        }
    }
}
