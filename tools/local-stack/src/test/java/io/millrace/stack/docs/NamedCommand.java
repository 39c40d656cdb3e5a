package io.millrace.stack.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that a page or a message names, such as {@code ./millrace parked show ID}.
 *
 * @param place the file that names it
 * @param words after {@code ./millrace}; what a reader has to fill in is filled in
 */
record NamedCommand(String place, List<String> words) {
    private static final Pattern ON_A_PAGE = Pattern.compile("\\./millrace (?=([^`\\n]+))");
    private static final Pattern SHORT_ON_A_PAGE =
            Pattern.compile("`((?:partitions|streams|parked|datasets|rows) [^`\\n]+)`");
    private static final Pattern IN_A_MESSAGE = Pattern.compile("\\./millrace ([^\"\\n\\\\}]+)");

    /** Parts of one message, joined by {@code +}. */
    private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");

    private static final Pattern VALUE_WITHIN = Pattern.compile("\"\\s*\\+\\s*[^\"+;]+?\\s*\\+\\s*\"");
    private static final Pattern VALUE_AT_THE_END = Pattern.compile("\"\\s*\\+\\s*[^\"+;,]+");
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\"?\\$\\(.*\\)\"?|%(?:\\d\\$)?s|\\$\\{?\\w+}?|<\\w+>|^\\w+\\(.*");
    private static final Pattern NUMBER = Pattern.compile("%(?:\\d\\$)?d");
    private static final Pattern WORD =
            Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"|'([^']*)'|[#|>;&)(]|[^\\s#|>;&)(\"']+");

    /** Words of a sentence that goes on after a command; a comma, a colon or a bracket ends one, too. */
    private static final Pattern SENTENCE_GOES_ON = Pattern.compile(
            "[,:.)]+(?:\\s|$)|(?:^|\\s)(?:and|by|does|for|in|is|it|moves|of|or|passes|says|shows|starts|stops|tells|then|to see)(?=\\s|$)|…");

    static List<NamedCommand> onPage(String place, String text) {
        String joined = text.replaceAll("\\\\\\n\\s*", " ");
        return Stream.concat(
                        ON_A_PAGE.matcher(joined).results(),
                        SHORT_ON_A_PAGE.matcher(joined).results())
                .map(found -> new NamedCommand(place, words(found.group(1))))
                .toList();
    }

    static List<NamedCommand> inMessages(String place, String source) {
        String joined = JOINT.matcher(source).replaceAll("");
        joined = VALUE_WITHIN.matcher(joined).replaceAll("%s");
        joined = VALUE_AT_THE_END.matcher(joined).replaceAll("%s\"");
        return IN_A_MESSAGE
                .matcher(joined)
                .results()
                .map(found -> SENTENCE_GOES_ON.split(found.group(1), 2)[0])
                .map(command -> new NamedCommand(place, words(command)))
                .toList();
    }

    /** As a shell takes a line apart, up to whatever follows the command. What may be left out is given. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        String line = text.replaceAll("\\[(--[^]]+)]", "$1");
        Matcher word = WORD.matcher(
                PLACEHOLDER.matcher(NUMBER.matcher(line).replaceAll("7")).replaceAll("public.sample"));
        while (word.find() && !word.group().matches("[#|>;&)(]")) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group());
        }
        return words;
    }

    @Override
    public String toString() {
        return place + ": ./millrace " + String.join(" ", words);
    }
}
