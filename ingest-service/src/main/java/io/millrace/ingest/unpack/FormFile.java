package io.millrace.ingest.unpack;

import static io.millrace.ingest.unpack.BadBodyException.Kind.BAD_FORM;

import io.millrace.ingest.option.ContentType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.jspecify.annotations.Nullable;

/** The one file of a multipart/form-data body, read as it arrives. */
public final class FormFile {
    private static final String ONE_FILE =
            "Send one part that has a file name, as 'curl -F file=@data.csv' does; options belong into the query.";

    private final MultipartInput form;
    private final InputStream body;
    private final String name;
    private final ContentType type;

    private FormFile(MultipartInput form, InputStream body, String name, ContentType type) {
        this.form = form;
        this.body = body;
        this.name = name;
        this.type = type;
    }

    /**
     * Reads up to where the file's content begins.
     *
     * @throws BadBodyException when the body is no form, or its first part no file
     */
    public static FormFile open(InputStream body, @Nullable String boundary) throws IOException {
        if (boundary == null || boundary.isEmpty()) {
            throw bad("The Content-Type names no boundary.");
        }
        try {
            MultipartInput form = MultipartInput.builder()
                    .setInputStream(body)
                    .setBoundary(boundary.getBytes(StandardCharsets.ISO_8859_1))
                    .get();
            form.setHeaderCharset(StandardCharsets.UTF_8);
            if (!form.skipPreamble()) {
                throw bad("The form has no parts.");
            }
            Map<String, String> headers = headers(form.readHeaders());
            String name = disposition(headers).get("filename");
            if (name == null) {
                throw bad("The part '%s' is no file."
                        .formatted(disposition(headers).get("name")));
            }
            return new FormFile(form, body, name, ContentType.parse(headers.get("content-type")));
        } catch (MultipartInput.MalformedStreamException | FileUploadSizeException | IllegalArgumentException e) {
            throw bad("The body is no well-formed form: %s.".formatted(e.getMessage()));
        }
    }

    private static Map<String, String> disposition(Map<String, String> headers) {
        return ContentType.parse(headers.get("content-disposition")).parameters();
    }

    private static Map<String, String> headers(String block) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        block.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        });
        return headers;
    }

    public String name() {
        return name;
    }

    public ContentType type() {
        return type;
    }

    /** The file's bytes. */
    public InputStream content() {
        InputStream content = form.newInputStream();
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    return content.read(target, offset, length);
                } catch (MultipartInput.MalformedStreamException e) {
                    throw bad("The form ends before its closing boundary.");
                }
            }
        };
    }

    /** Reads what follows the file: nothing but the form's end may. */
    public void finish() throws IOException {
        try {
            if (form.readBoundary()) {
                throw bad("The form has another part behind the file.");
            }
        } catch (FileUploadException e) {
            throw bad("The form ends before its closing boundary.");
        }
        body.transferTo(OutputStream.nullOutputStream());
    }

    private static BadBodyException bad(String what) {
        return new BadBodyException(BAD_FORM, what + " " + ONE_FILE);
    }
}
