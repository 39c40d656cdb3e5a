package io.millrace.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.print.Output;
import java.util.function.Function;

/**
 * What a service answered.
 *
 * @param document as it was sent: this is what {@code --json} prints
 * @param value what is known of it
 */
public record Answer<T>(JsonNode document, T value) {

    public void print(Output output, Function<T, String> forPeople) {
        output.print(document, () -> forPeople.apply(value));
    }
}
