package io.millrace.transform.encode;

import io.millrace.codec.value.BadValue;
import io.millrace.contract.dataset.Records;
import io.millrace.transform.csv.Utf8;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in the {@link Envelope} a column's value is. */
sealed interface Carried {
    record Timestamp() implements Carried {}

    /** Text in UTF-8. */
    sealed interface Text extends Carried {
        byte @Nullable [] bytes(Envelope envelope);

        /** @return UTF-8; null when the envelope has none */
        default byte @Nullable [] text(Envelope envelope) throws BadValue {
            byte[] bytes = bytes(envelope);
            if (bytes != null && !Utf8.isWellFormed(bytes)) {
                throw new BadValue("the %s is not UTF-8; write text".formatted(this));
            }
            return bytes;
        }
    }

    record Key() implements Text {
        @Override
        public byte @Nullable [] bytes(Envelope envelope) {
            return envelope.key();
        }

        @Override
        public String toString() {
            return "record's key";
        }
    }

    record Header(String name) implements Text {
        @Override
        public byte @Nullable [] bytes(Envelope envelope) {
            return envelope.header(name);
        }

        @Override
        public String toString() {
            return "header " + name;
        }
    }

    /** @return null for a column that comes with the value */
    static @Nullable Carried of(Records records, String column) {
        if (column.equals(records.key())) {
            return new Key();
        }
        if (column.equals(records.timestamp())) {
            return new Timestamp();
        }
        for (Map.Entry<String, String> header : records.headers().entrySet()) {
            if (header.getValue().equals(column)) {
                return new Header(header.getKey());
            }
        }
        return null;
    }
}
