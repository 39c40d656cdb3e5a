package io.millrace.ingest.split;

import com.google.protobuf.ByteString;
import io.millrace.contract.framing.RecordIndex;
import io.millrace.contract.message.Format;
import io.millrace.contract.message.Slice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits what tests give. */
final class InputSlices {
    static final Format CSV = Format.newBuilder()
            .setType(Format.Type.CSV)
            .setDelimiter(",")
            .setQuote("\"")
            .setEscape("\"")
            .build();
    static final Format NDJSON = Format.newBuilder().setType(Format.Type.NDJSON).build();
    static final Limits SMALL = new Limits(4, 40, 60);

    /** @param slices with payloads of their own */
    record Result(Format format, FirstRecord header, List<Slice> slices, int units, long bytes, byte[] sha256) {
        /** As transform and loader find them. */
        List<String> records() {
            List<String> records = new ArrayList<>();
            for (Slice slice : slices) {
                byte[] payload = slice.getPayload().toByteArray();
                RecordIndex index = RecordIndex.of(format, payload, slice.getPayloadLine());
                for (int i = 0; i < index.count(); i++) {
                    records.add(
                            new String(payload, index.from(i), index.to(i) - index.from(i), StandardCharsets.UTF_8));
                }
            }
            return records;
        }

        byte[] payload() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            slices.forEach(slice -> all.writeBytes(slice.getPayload().toByteArray()));
            return all.toByteArray();
        }

        List<String> payloads() {
            return slices.stream()
                    .map(slice -> slice.getPayload().toStringUtf8())
                    .toList();
        }
    }

    private InputSlices() {}

    static Result split(byte[] input, Format format, Limits limits, boolean header, int... chunks) {
        try {
            Splitter splitter = new Splitter(new Chunked(input, chunks), format, limits);
            FirstRecord first = header ? splitter.header() : new FirstRecord.Missing();
            List<Slice> slices = new ArrayList<>();
            for (Slice slice = splitter.next(); slice != null; slice = splitter.next()) {
                slices.add(slice.toBuilder()
                        .setPayload(ByteString.copyFrom(slice.getPayload().toByteArray()))
                        .build());
            }
            return new Result(format, first, slices, splitter.units(), splitter.bytes(), splitter.sha256());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Result split(String input, Format format, Limits limits) {
        return split(input.getBytes(StandardCharsets.UTF_8), format, limits, false);
    }

    /** Hands out its bytes in pieces of the given sizes, over and over. */
    private static final class Chunked extends InputStream {
        private final ByteArrayInputStream source;
        private final int[] sizes;
        private int reads;

        Chunked(byte[] bytes, int[] sizes) {
            source = new ByteArrayInputStream(bytes);
            this.sizes = sizes;
        }

        @Override
        public int read() {
            return source.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int most = sizes.length == 0 ? length : sizes[reads++ % sizes.length];
            return source.read(target, offset, Math.min(length, most));
        }
    }
}
