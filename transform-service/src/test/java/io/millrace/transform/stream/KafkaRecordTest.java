package io.millrace.transform.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.contract.message.Record;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KafkaRecordTest {
    private static KafkaRecord record(byte[] key, byte[] value, int length, RecordHeaders headers) {
        return new KafkaRecord(new ConsumerRecord<>(
                "t", 0, 7, 1234, TimestampType.CREATE_TIME, -1, length, key, value, headers, Optional.empty()));
    }

    @Test
    void travelsWholeWhenItIsParked() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("a", new byte[] {1});
        headers.add("a", null);
        Record message = record(new byte[] {2}, new byte[] {3, 4}, 2, headers).message();
        assertThat(message.getOffset()).isEqualTo(7);
        assertThat(message.getTimestamp()).isEqualTo(1234);
        assertThat(message.getKey().toByteArray()).containsExactly(2);
        assertThat(message.getValue().toByteArray()).containsExactly(3, 4);
        assertThat(message.hasValueLength()).isFalse();
        assertThat(message.getHeadersList()).hasSize(2);
        assertThat(message.getHeaders(0).getValue().toByteArray()).containsExactly(1);
        assertThat(message.getHeaders(1).hasValue()).isFalse();
    }

    @Test
    void ofALongValueTheLengthIsKept() {
        KafkaRecord cut = record(null, new byte[10], 2_000_000, new RecordHeaders());
        assertThat(cut.length()).isEqualTo(2_000_000);
        assertThat(cut.message().getValueLength()).isEqualTo(2_000_000);
        assertThat(cut.message().hasKey()).isFalse();
    }

    @Test
    void aTombstoneHasNoValue() {
        KafkaRecord tombstone = record(null, null, -1, new RecordHeaders());
        assertThat(tombstone.length()).isZero();
        assertThat(tombstone.message().hasValue()).isFalse();
    }
}
