package io.millrace.ingest.receive;

import io.millrace.contract.dataset.InputFormat;
import io.millrace.ingest.option.Coding;
import io.millrace.ingest.option.ContentType;
import io.millrace.ingest.option.FileName;
import io.millrace.ingest.unpack.FormFile;
import io.millrace.ingest.unpack.MeteredStream;
import io.millrace.ingest.unpack.Pace;
import io.millrace.ingest.unpack.TranscodingStream;
import io.millrace.ingest.unpack.UnpackLimits;
import io.millrace.ingest.unpack.Unpacking;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * The file in a request's body: its name, its format and its text. Nothing of a raw body is read before the text is. To be
 * closed: what unpacks it has memory that no garbage collection gives back.
 */
final class UploadBody implements AutoCloseable {
    private final MeteredStream wire;
    private final Pace pace;
    private final InputStream content;
    private final @Nullable FormFile form;
    private final String name;
    private final InputFormat format;
    private final InputStream text;

    private UploadBody(
            MeteredStream wire,
            Pace pace,
            InputStream content,
            @Nullable FormFile form,
            String name,
            InputFormat format,
            InputStream unpacked) {
        this.wire = wire;
        this.pace = pace;
        this.content = content;
        this.form = form;
        this.name = name;
        this.format = format;
        text = TranscodingStream.of(unpacked, Charset.forName(format.encoding()));
    }

    static UploadBody open(UploadRequest request, InputStream body, UnpackLimits limits, Pace pace) throws IOException {
        MeteredStream wire = Unpacking.wire(body, limits, pace);
        InputStream content = Unpacking.unpacked(wire, request.coding());
        try {
            return request.content().isMultipart()
                    ? ofForm(request, wire, pace, content, limits)
                    : new UploadBody(
                            wire,
                            pace,
                            content,
                            null,
                            request.fileName(),
                            format(
                                    request,
                                    request.content(),
                                    request.content().format().orElse(null)),
                            Unpacking.limited(content, wire, limits));
        } catch (IOException | RuntimeException e) {
            content.close();
            throw e;
        }
    }

    private static UploadBody ofForm(
            UploadRequest request, MeteredStream wire, Pace pace, InputStream content, UnpackLimits limits)
            throws IOException {
        FormFile file = FormFile.open(content, request.content().parameters().get("boundary"));
        String name = request.fileName().isEmpty() ? FileName.clean(file.name()) : request.fileName();
        InputFormat.Type type = file.type().format().orElse(FileName.format(file.name()));
        InputFormat format = format(request, file.type(), type);
        InputStream unpacked = Unpacking.unpacked(file.content(), Coding.ofFile(file.type(), file.name()));
        return new UploadBody(wire, pace, content, file, name, format, Unpacking.limited(unpacked, wire, limits));
    }

    private static InputFormat format(UploadRequest request, ContentType content, InputFormat.@Nullable Type type) {
        return request.options().format().over(request.dataset().dataset().format(), type, content);
    }

    String name() {
        return name;
    }

    InputFormat format() {
        return format;
    }

    /** UTF-8. */
    InputStream text() {
        return text;
    }

    /** How fast it comes. */
    Pace pace() {
        return pace;
    }

    /** Bytes received so far. */
    long wireBytes() {
        return wire.bytes();
    }

    /** Checks that nothing but the form's end follows the file. */
    void finish() throws IOException {
        if (form != null) {
            form.finish();
        }
    }

    /** The body itself stays open: the connection's end is not ours. */
    @Override
    public void close() {
        try (content;
                text) {
            // both, whatever becomes of the first
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
