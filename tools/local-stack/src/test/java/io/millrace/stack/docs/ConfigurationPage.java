package io.millrace.stack.docs;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/reference/configuration.md. */
final class ConfigurationPage {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):([^{}]*)}");
    private static final Pattern OPERATORS =
            Pattern.compile("quarkus\\.(http\\.port|datasource\\..*max-size|shutdown\\.timeout)");
    private static final String HEAD = """
            # Configuration

            <!-- Generated from the services' sources. Change the Javadoc of the property. -->

            A property is set by its environment variable, by a system property (`-Dname=value` behind `java`), or in
            `config/application.properties` under the directory that the service is started in. The environment wins over the
            file, a system property over both. A service that does not know what to do with a value does not start.

            Durations are written `500ms`, `30s`, `5m`, `2h`, `7d`, or as ISO 8601 (`PT30S`). Sizes are written `512K`, `16M`, `2G`,
            in powers of 1024.

            What is not here is Quarkus's own: every service takes the [properties of Quarkus](https://quarkus.io/guides/all-config)
            for HTTP, logging, TLS, Kafka and PostgreSQL, by the same rules.

            ## What an operator sets

            %s
            """;

    private ConfigurationPage() {}

    static String render(Map<String, List<Setting.Group>> groups) {
        StringBuilder page = new StringBuilder(HEAD.formatted(operator()));
        for (String service : Checkout.SERVICES) {
            page.append("\n## ").append(service.replace('-', ' ')).append('\n');
            for (Setting.Group group : groups.get(service)) {
                page.append('\n').append(group.description()).append("\n\n");
                page.append("| property | type | default | what it does |\n|---|---|---|---|\n");
                group.settings().forEach(setting -> page.append(row(setting)));
            }
        }
        return page.toString();
    }

    private static String row(Setting setting) {
        String value = setting.defaultValue().isEmpty()
                ? setting.optional() ? "none" : "must be given"
                : "`" + setting.defaultValue() + "`";
        return "| `%s`<br>`%s` | %s | %s | %s |\n"
                .formatted(
                        setting.property(),
                        setting.environment(),
                        setting.type(),
                        value,
                        setting.description().replace("|", "\\|"));
    }

    /** The variables that the services' application.properties read, and what is set there of Quarkus. */
    private static String operator() {
        Map<String, Map<String, List<String>>> settings = new TreeMap<>();
        for (String service : Checkout.SERVICES) {
            String name = service.replace("-service", "");
            Properties properties = properties(service);
            for (String property : properties.stringPropertyNames()) {
                String value = properties.getProperty(property);
                if (OPERATORS.matcher(property).matches()) {
                    add(settings, Setting.environment(property), value, name);
                }
                Matcher variable = EXPRESSION.matcher(value);
                while (!property.startsWith("%") && variable.find()) {
                    add(settings, variable.group(1), variable.group(2), name);
                }
            }
        }
        StringBuilder table = new StringBuilder("| environment variable | default | services |\n|---|---|---|\n");
        settings.forEach((variable, defaults) -> defaults.forEach((value, users) ->
                table.append("| `%s` | `%s` | %s |\n".formatted(variable, value, String.join(", ", users)))));
        return table.toString().stripTrailing();
    }

    private static void add(
            Map<String, Map<String, List<String>>> settings, String variable, String value, String service) {
        List<String> users = settings.computeIfAbsent(variable, key -> new TreeMap<>())
                .computeIfAbsent(value, key -> new ArrayList<>());
        if (!users.contains(service)) {
            users.add(service);
        }
    }

    static Properties properties(String service) {
        Path file = Checkout.resolve(service + "/src/main/resources/application.properties");
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try {
                properties.load(new StringReader(Checkout.read(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return properties;
    }
}
