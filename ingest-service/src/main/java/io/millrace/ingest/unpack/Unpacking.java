package io.millrace.ingest.unpack;

import static io.millrace.ingest.unpack.BadBodyException.Kind.BOMB;
import static io.millrace.ingest.unpack.BadBodyException.Kind.TOO_LARGE;

import io.millrace.ingest.option.Coding;
import java.io.IOException;
import java.io.InputStream;

/** Wraps the body of an upload: counted and limited as it comes, then decompressed, then recoded to UTF-8. */
public final class Unpacking {
    private Unpacking() {}

    /** The body as it comes from the network: counted, no longer than allowed, and no slower. */
    public static MeteredStream wire(InputStream body, UnpackLimits limits, Pace pace) {
        return new MeteredStream(body) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                pace.waitBegins();
                int read = super.read(target, offset, length);
                pace.arrived(read);
                return read;
            }

            @Override
            protected void passed(long total) throws IOException {
                if (total > limits.wireBytes()) {
                    throw tooLarge(limits.wireBytes());
                }
            }

            @Override
            public void close() {} // what is left of the body is for the connection to deal with
        };
    }

    /** @return that a body may have so many bytes; {@code millrace.ingest.wire-limit} */
    public static BadBodyException tooLarge(long limit) {
        return new BadBodyException(
                TOO_LARGE,
                "The body is larger than %d bytes, the limit of this installation. Cut the file in parts, compress it, or have millrace.ingest.wire-limit raised."
                        .formatted(limit));
    }

    /** What the bytes are when unpacked. */
    public static InputStream unpacked(InputStream packed, Coding coding) throws IOException {
        return switch (coding) {
            case IDENTITY -> packed;
            case GZIP -> new GunzipStream(packed);
            case ZSTD -> new UnzstdStream(packed);
        };
    }

    /** Unpacked bytes, as long as they stay within the limits. */
    public static MeteredStream limited(InputStream unpacked, MeteredStream wire, UnpackLimits limits) {
        return new MeteredStream(unpacked) {
            @Override
            protected void passed(long total) throws IOException {
                if (total > limits.unpackedBytes()) {
                    throw new BadBodyException(
                            TOO_LARGE,
                            "The body has more than %d bytes unpacked, the limit of this installation. Cut the file in parts, or have millrace.ingest.unpacked-limit raised."
                                    .formatted(limits.unpackedBytes()));
                }
                if (total > UnpackLimits.RATIO_FROM && total / limits.ratio() > wire.bytes()) {
                    throw new BadBodyException(
                            BOMB,
                            "The body grows by more than %d times when unpacked, the limit of this installation. Send it less packed, or have millrace.ingest.ratio-limit raised."
                                    .formatted(limits.ratio()));
                }
            }
        };
    }
}
