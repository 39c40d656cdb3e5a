package io.millrace.cli.print;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows under headings, in columns as wide as they need; columns of numbers are aligned to the right. */
public final class Table {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9,]*(\\.[0-9]+)?(e[+-]?[0-9]+)?");

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this(List.of(headings));
    }

    public Table(List<String> headings) {
        this.headings = List.copyOf(headings);
    }

    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** @throws IllegalArgumentException when there are more or fewer cells than headings */
    public Table row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(cells.size() + " cells under " + headings.size() + " headings");
        }
        rows.add(cells.stream().map(Table::oneLine).toList());
        return this;
    }

    /** The lines of the table, each ended by a line feed. */
    public String render() {
        List<Integer> widths = new ArrayList<>();
        List<Boolean> numeric = new ArrayList<>();
        for (int column = 0; column < headings.size(); column++) {
            int at = column;
            int widest = rows.stream().mapToInt(row -> width(row.get(at))).max().orElse(0);
            widths.add(Math.max(width(headings.get(at)), widest));
            numeric.add(!rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(at))));
        }
        StringBuilder out = new StringBuilder();
        line(out, headings, widths, numeric);
        line(out, widths.stream().map("-"::repeat).toList(), widths, numeric);
        rows.forEach(row -> line(out, row, widths, numeric));
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells, List<Integer> widths, List<Boolean> numeric) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths.get(column) - width(cell));
            line.append(column == 0 ? "" : "  ").append(numeric.get(column) ? padding + cell : cell + padding);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static boolean isNumber(String cell) {
        return cell.isEmpty() || NUMBER.matcher(cell).matches();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    // A control character in a cell would break the table, or the terminal.
    private static String oneLine(String cell) {
        StringBuilder clean = new StringBuilder(cell.length());
        cell.chars().forEach(c -> clean.append(Character.isISOControl(c) ? ' ' : (char) c));
        return clean.toString();
    }
}
