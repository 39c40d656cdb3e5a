package io.millrace.contract.tuple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TupleWriterTest {
    /** What PostgreSQL 18 answers to {@code select numeric_send(<value>)}. */
    @ParameterizedTest
    @CsvSource({
        "0,             0000 0000 0000 0000",
        "0.00,          0000 0000 0000 0002",
        "1,             0001 0000 0000 0000 0001",
        "-1,            0001 0000 4000 0000 0001",
        "10000,         0001 0001 0000 0000 0001",
        "12345.678,     0003 0001 0000 0003 0001 0929 1a7c",
        "0.0001,        0001 ffff 0000 0004 0001",
        "0.00001,       0001 fffe 0000 0005 03e8",
        "-0.5,          0001 ffff 4000 0001 1388",
        "1E+8,          0001 0002 0000 0000 0001",
        "99999999.9999, 0003 0001 0000 0004 270f 270f 270f"
    })
    void numericIsWrittenAsTheServerSendsIt(String value, String hex) {
        TupleWriter out = new TupleWriter(0);
        out.writeNumeric(new BigDecimal(value));
        byte[] field = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(out.toByteArray())
                .isEqualTo(ByteBuffer.allocate(4 + field.length)
                        .putInt(field.length)
                        .put(field)
                        .array());
    }

    @Test
    void aRowCanBeAbandoned() {
        TupleWriter out = new TupleWriter(0);
        out.beginRow(1);
        out.writeLong(1);
        out.beginRow(1);
        out.writeBytes(new byte[] {'a'}, 0, 1);
        out.abandonRow();
        assertThat(out.rows()).isEqualTo(1);
        assertThat(Tuples.offsets(ByteBuffer.wrap(out.toByteArray()), 1)).containsExactly(0, 14);
    }

    @Test
    void offsetsRefuseBytesThatAreNotSoManyTuples() {
        TupleWriter out = new TupleWriter(0);
        for (int row = 0; row < 3; row++) {
            out.beginRow(2);
            out.writeNull();
            out.writeShort((short) row);
        }
        ByteBuffer tuples = ByteBuffer.wrap(out.toByteArray());
        assertThat(Tuples.offsets(tuples, 3)).containsExactly(0, 12, 24, 36);
        assertThatThrownBy(() -> Tuples.offsets(tuples, 2))
                .hasMessageContaining("12 bytes behind the last of 2 tuples");
        assertThatThrownBy(() -> Tuples.offsets(tuples, 4)).hasMessageContaining("36 bytes are not 4 tuples");
    }
}
