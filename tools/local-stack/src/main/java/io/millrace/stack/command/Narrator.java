package io.millrace.stack.command;

import io.millrace.cli.local.StackFile;
import io.millrace.cli.print.Quantities;
import io.millrace.stack.StackListener;
import io.millrace.stack.options.Component;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/** Tells on the output what the stack does. */
final class Narrator implements StackListener {

    @Override
    public void ready(String name, String where, Duration after) {
        say(String.format(Locale.ROOT, "  %-10s ready after %7s  %s", name, Quantities.seconds(after), where));
    }

    @Override
    public void stopped(String name, Duration after) {
        say(String.format(Locale.ROOT, "  %-10s stopped in  %7s", name, Quantities.seconds(after)));
    }

    @Override
    public void note(String message) {
        say("  " + message);
    }

    void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Where things are, and what to do first. */
    static String guide(StackFile stack) {
        String ingest = address(stack, Component.INGEST);
        URI postgres = URI.create(address(stack, Component.POSTGRES).substring("jdbc:".length()));
        return """

                Uploads     %s/v1/datasets/DATASET/uploads    API: %s/q/swagger-ui
                Datasets    %s/v1/datasets    API: %s/q/swagger-ui
                Kafka       %s
                PostgreSQL  PGPASSWORD=millrace psql -h localhost -p %d -U millrace millrace
                Logs        ./millrace logs SERVICE

                A first upload:
                  ./millrace generate --rows 1000000 --out readings.csv
                  ./millrace upload readings.csv --dataset readings
                  ./millrace sql "select status, count(*) from readings group by 1"
                """.formatted(
                        ingest,
                        ingest,
                        address(stack, Component.PARTITION),
                        address(stack, Component.PARTITION),
                        address(stack, Component.KAFKA),
                        postgres.getPort());
    }

    private static String address(StackFile stack, Component component) {
        StackFile.Part part = stack.parts().get(component.label());
        if (part == null) {
            throw new IllegalStateException("stack.json has no " + component.label());
        }
        return part.address();
    }
}
