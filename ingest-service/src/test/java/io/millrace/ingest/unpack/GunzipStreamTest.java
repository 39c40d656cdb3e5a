package io.millrace.ingest.unpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ingest.option.Coding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GunzipStreamTest {
    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Unpacks what comes in pieces, from a source that never says that anything is available. */
    private static byte[] unpack(byte[] packed, int piece) throws IOException {
        InputStream slow = new FilterInputStream(new ByteArrayInputStream(packed)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, piece));
            }

            @Override
            public int available() {
                return 0;
            }
        };
        return Unpacking.unpacked(slow, Coding.GZIP).readAllBytes();
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 60)
    void readsMembersOneBehindTheOtherHoweverTheyArrive(
            @ForAll @IntRange(max = 5000) int one,
            @ForAll @IntRange(max = 5000) int two,
            @ForAll @IntRange(min = 1, max = 300) int piece)
            throws IOException {
        byte[] packed = concat(gzip(noise(one)), gzip(noise(two)), new byte[3]);
        assertThat(unpack(packed, piece)).isEqualTo(concat(noise(one), noise(two)));
    }

    @Test
    void aFileNameInTheHeaderIsSkipped() throws IOException {
        byte[] plain = gzip(noise(10));
        byte[] named =
                concat(Arrays.copyOf(plain, 10), "name\0".getBytes(), Arrays.copyOfRange(plain, 10, plain.length));
        named[3] = 8;
        assertThat(unpack(named, 4)).isEqualTo(noise(10));
    }

    @Test
    void whatIsCutShortAnywhereIsAnError() throws IOException {
        byte[] packed = concat(gzip(noise(50)), gzip(noise(50)));
        int first = gzip(noise(50)).length;
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            if (length == first) {
                assertThat(unpack(cut, 7)).isEqualTo(noise(50));
            } else {
                assertThatThrownBy(() -> unpack(cut, 7)).as("%d bytes", length).isInstanceOf(BadBodyException.class);
            }
        }
    }

    @Test
    void damageIsAnError() throws IOException {
        byte[] packed = gzip(noise(500));
        packed[packed.length - 6] ^= 1;
        assertThatThrownBy(() -> unpack(packed, 100)).hasMessageContaining("checksum");
        assertThatThrownBy(() -> unpack(concat(gzip(noise(5)), "more".getBytes()), 100))
                .hasMessageContaining("follows");
        assertThatThrownBy(() -> unpack("sensor_id\n".getBytes(), 100)).hasMessageContaining("first bytes");
    }
}
