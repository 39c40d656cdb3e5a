package io.millrace.ingest.split;

import static io.millrace.ingest.split.InputSlices.CSV;
import static io.millrace.ingest.split.InputSlices.NDJSON;
import static io.millrace.ingest.split.InputSlices.SMALL;
import static io.millrace.ingest.split.InputSlices.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.Slice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitterTest {
    @Test
    void anEmptyInputHasNoSlices() {
        assertThat(split("", CSV, SMALL).slices()).isEmpty();
        assertThat(split("", CSV, SMALL).bytes()).isZero();
    }

    @Test
    void aSliceEndsAtTheRecordLimitOrBeforeTheByteLimit() {
        assertThat(split("1\n2\n3\n4\n5\n6", CSV, SMALL).payloads()).containsExactly("1\n2\n3\n4\n", "5\n6");
        String twenty = "x".repeat(19) + "\n";
        assertThat(split(twenty.repeat(3), CSV, SMALL).payloads()).containsExactly(twenty.repeat(2), twenty);
        String fifty = "x".repeat(49) + "\n";
        assertThat(split("a\n" + fifty + "b\n", CSV, SMALL).payloads()).containsExactly("a\n", fifty, "b\n");
    }

    @Test
    void aLineEndInQuotesEndsNoRecord() {
        assertThat(split("a,\"x\ny\r\nz\"\nb\n", CSV, new Limits(1, 40, 60)).payloads())
                .containsExactly("a,\"x\ny\r\nz\"\n", "b\n");
    }

    @Test
    void headerMarkCommentsAndBlankLinesBelongToTheFirstSliceButNotToItsPayload() {
        byte[] input = "\uFEFF# hello\n\r\na,b\r\n1,2\n".getBytes(StandardCharsets.UTF_8);
        InputSlices.Result result = split(input, CSV.toBuilder().setComment("#").build(), SMALL, true);
        assertThat(result.header()).isInstanceOfSatisfying(FirstRecord.Whole.class, whole -> assertThat(whole.bytes())
                .asString()
                .isEqualTo("a,b\r\n"));
        Slice slice = result.slices().getFirst();
        assertThat(slice.getFrom()).isZero();
        assertThat(slice.getPayloadFrom()).isEqualTo(3 + 8 + 2 + 5);
        assertThat(slice.getPayloadLine()).isEqualTo(4);
        assertThat(slice.getTo()).isEqualTo(input.length);
        assertThat(slice.getPayload().toStringUtf8()).isEqualTo("1,2\n");
    }

    @Test
    void aHeaderAloneIsASliceWithoutPayloadSoThatSlicesTileTheInput() {
        InputSlices.Result result = split("a,b\n".getBytes(StandardCharsets.UTF_8), CSV, SMALL, true);
        assertThat(result.slices()).singleElement().satisfies(slice -> {
            assertThat(slice.getTo()).isEqualTo(4);
            assertThat(slice.getPayload().isEmpty()).isTrue();
        });
    }

    @Test
    void aMissingOrEndlessHeaderIsTold() {
        assertThat(split(new byte[0], CSV, SMALL, true).header()).isInstanceOf(FirstRecord.Missing.class);
        assertThat(split("\n\n".getBytes(StandardCharsets.UTF_8), CSV, SMALL, true)
                        .header())
                .isInstanceOf(FirstRecord.Missing.class);
        assertThat(split("a,\"b\n1,2\n".getBytes(StandardCharsets.UTF_8), CSV, SMALL, true)
                        .header())
                .isInstanceOf(FirstRecord.Broken.class);
        assertThat(split(("x".repeat(60) + "\n").getBytes(StandardCharsets.UTF_8), CSV, SMALL, true)
                        .header())
                .isInstanceOf(FirstRecord.Endless.class);
    }

    @Test
    void anUnclosedQuoteCostsItsLineOnly() {
        InputSlices.Result result = split("1\nx,\"open\n2\n3\n", CSV, SMALL);
        assertThat(result.payloads()).containsExactly("1\nx,\"open\n2\n3\n");
        assertThat(result.records()).containsExactly("1\n", "x,\"open\n", "2\n", "3\n");
    }

    @Test
    void aQuoteThatDoesNotCloseWithinTheLimitCostsItsLineOnly() {
        String after = "y\n".repeat(40);
        InputSlices.Result result = split("\"open\n" + after + "\"\n", CSV, SMALL);
        assertThat(result.records()).startsWith("\"open\n", "y\n", "y\n").hasSize(42);
        assertThat(result.records().getLast()).isEqualTo("\"\n");
    }

    @Test
    void aStrayQuoteThatClosesWronglyManyUnitsLaterCostsItsLineOnly() {
        StringBuilder text = new StringBuilder("0,\"0,0\n");
        for (int i = 1; i <= 30_000; i++) {
            text.append(i).append(",a,b\n");
        }
        text.append("30001,\"q\",z\n");
        InputSlices.Result result = split(text.toString(), CSV, new Limits(10_000, 1 << 20, 4 << 20));
        assertThat(result.slices()).hasSize(4).allSatisfy(slice -> assertThat(slice.getFaultsList())
                .isEmpty());
        assertThat(result.records()).hasSize(30_002).startsWith("0,\"0,0\n", "1,a,b\n");
        assertThat(result.records().getLast()).isEqualTo("30001,\"q\",z\n");
    }

    @Test
    void aRecordOfExactlyTheLimitIsOneAndALongerOneIsAFault() {
        for (String end : List.of("\n", "\r", "\r\n")) {
            String longest = "x".repeat(60 - end.length()) + end;
            assertThat(split("1" + end + longest + "2" + end, CSV, SMALL).payloads())
                    .as("%d", (int) end.charAt(0))
                    .contains(longest);
            InputSlices.Result result = split("1" + end + "x" + longest + "2" + end, CSV, SMALL);
            assertThat(result.slices().get(1).getFaultsList())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.getLength()).isEqualTo(61));
            assertThat(result.payload()).asString().isEqualTo("1" + end + "2" + end);
        }
    }

    @Test
    void manyFaultsAreSpreadOverSlices() {
        InputSlices.Result result = split(("x".repeat(100) + "\n").repeat(9) + "1\n", NDJSON, new Limits(4, 1000, 60));
        assertThat(result.slices()).hasSize(3);
        assertThat(result.slices().stream().mapToInt(Slice::getFaultsCount)).containsExactly(4, 4, 1);
        assertThat(result.payload()).asString().isEqualTo("1\n");
    }

    @Test
    void linesThatOnlyOpenQuotesAreNotSearchedOverAndOver() {
        int lines = 30_000;
        for (String line :
                List.of("\"a\"x\",\"\n", "x\",\"y\n", "x\",\"y\nz\n")) { // the last two open one wherever one begins
            InputSlices.Result result = split(line.repeat(lines), CSV, new Limits(10_000, 1 << 20, 4 << 20));
            assertThat(result.bytes()).isEqualTo((long) lines * line.length());
            assertThat(result.records()).hasSize((int) (line.lines().count() * lines));
            assertThat(result.slices()).hasSize(result.records().size() / 10_000);
        }
    }

    @Test
    void aLongLineAmongManyOpenQuotesIsStillARecord() {
        String open = "x\",\"y\n";
        String plain = "y".repeat(6000) + "\n";
        InputSlices.Result result = split(open.repeat(5000) + plain, CSV, new Limits(10_000, 1 << 20, 4 << 20));
        assertThat(result.records()).hasSize(5001).endsWith(open, plain);
        assertThat(split("x\n" + plain, CSV, new Limits(10, 1 << 20, 1 << 20)).payload())
                .hasSize(6003);
    }

    @Test
    void aMessageOfManyFaultsIsBounded() {
        Limits limits = new Limits(10_000, 1 << 20, 100 << 10);
        InputSlices.Result result = split(("x".repeat(101 << 10) + "\n1\n").repeat(200), NDJSON, limits);
        assertThat(result.slices())
                .allSatisfy(slice -> assertThat(slice.getSerializedSize()).isLessThan((1 << 20) + (65 << 10)));
        InputSlices.Result tiny = split("xx\n".repeat(100_000), NDJSON, new Limits(1 << 30, 1 << 20, 2));
        assertThat(tiny.slices())
                .allSatisfy(slice -> assertThat(slice.getSerializedSize()).isLessThan((1 << 20) + (65 << 10)));
    }

    @Test
    void anEndlessLineNeedsNoMemory() throws IOException {
        long length = 300L << 20;
        InputStream endless = new InputStream() {
            private long left = length;

            @Override
            public int read() {
                throw new AssertionError("read in bulk");
            }

            @Override
            public int read(byte[] target, int offset, int most) {
                if (left == 0) {
                    return -1;
                }
                int n = (int) Math.min(most, left);
                Arrays.fill(target, offset, offset + n, (byte) 'x');
                left -= n;
                return n;
            }
        };
        Splitter splitter = new Splitter(endless, NDJSON, new Limits(10_000, 1 << 20, 4 << 20));
        Slice slice = splitter.next();
        assertThat(slice.getFaults(0).getLength()).isEqualTo(length);
        assertThat(slice.getFaults(0).getRaw().size()).isEqualTo(64 << 10);
        assertThat(splitter.next()).isNull();
    }
}
