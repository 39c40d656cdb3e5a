package io.millrace.ingest.unpack;

import static io.millrace.ingest.unpack.BadBodyException.Kind.BROKEN_ARCHIVE;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads zstd, also several frames one behind the other. Windows up to 128 MiB, as the zstd command takes by default. */
final class UnzstdStream extends FilterInputStream {
    UnzstdStream(InputStream packed) throws IOException {
        super(new ZstdInputStreamNoFinalizer(packed));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return in.read(target, offset, length);
        } catch (ZstdIOException e) {
            throw new BadBodyException(
                    BROKEN_ARCHIVE,
                    "The zstd data cannot be read: %s. Check the file with 'zstd --test' and send it again."
                            .formatted(e.getMessage()));
        }
    }
}
