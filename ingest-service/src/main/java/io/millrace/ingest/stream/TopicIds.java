package io.millrace.ingest.stream;

import io.millrace.ingest.publish.Ids;
import java.util.Base64;
import java.util.UUID;

/** Topic ids as Kafka's own tools print them. */
final class TopicIds {
    private TopicIds() {}

    /** @return 22 characters of URL-safe base64, as {@code kafka-topics --describe} has them */
    static String text(UUID id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.bytes(id));
    }
}
